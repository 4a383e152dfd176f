package io.octostore.spring.boot.history;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.octostore.spring.boot.history.LockHistoryEntry.Draft;
import io.octostore.spring.boot.history.LockHistoryEntry.Kind;

/**
 * Remembers the events about the locks of this instance since its start, in memory. For
 * each lock, the latest ten entries of each {@linkplain Kind kind} are kept, so that a
 * job that runs every second does not push out the loss of last night; and the 200 locks
 * to which something happened last. Thread safe.
 *
 * @since 0.1.0
 */
public final class LockHistory {

	private static final int ENTRIES_OF_A_KIND = 10;

	private static final int LOCKS = 200;

	private final String instance;

	private final InstantSource clock;

	private final Instant since;

	/** Guarded by this object; the lock to which something happened last comes last. */
	private final Map<String, Map<Kind, Deque<LockHistoryEntry>>> locks = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Map<Kind, Deque<LockHistoryEntry>>> eldest) {
			return size() > LOCKS;
		}

	};

	private long number;

	/**
	 * Create an empty history.
	 * @param instance name of this instance
	 * @param clock the clock for the times of entries
	 */
	public LockHistory(String instance, InstantSource clock) {
		this.instance = instance;
		this.clock = clock;
		this.since = clock.instant();
	}

	/**
	 * Return the name of the instance whose history this is.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Return when the history began.
	 * @return the time of its creation
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Return how many entries there have been so far, forgotten ones included.
	 * @return the number of the latest entry, 0 if there is none
	 */
	public synchronized long latest() {
		return this.number;
	}

	/**
	 * Return the remembered entries of all locks.
	 * @return the entries, the latest first
	 */
	public synchronized List<LockHistoryEntry> entries() {
		return sorted(this.locks.values().stream());
	}

	/**
	 * Return the remembered entries of one lock.
	 * @param lock full name of the lock
	 * @return the entries, the latest first; empty if nothing is
	 */
	public synchronized List<LockHistoryEntry> entries(String lock) {
		Map<Kind, Deque<LockHistoryEntry>> kinds = this.locks.get(lock);
		return (kinds != null) ? sorted(Stream.of(kinds)) : List.of();
	}

	/**
	 * Return the names of the locks that have a history.
	 * @return full names, in no particular order
	 */
	public synchronized List<String> lockNames() {
		return this.locks.keySet().stream().filter((name) -> !name.isEmpty()).toList();
	}

	private static List<LockHistoryEntry> sorted(Stream<Map<Kind, Deque<LockHistoryEntry>>> kinds) {
		return kinds.flatMap((entries) -> entries.values().stream())
			.flatMap(Deque::stream)
			.sorted(Comparator.comparingLong(LockHistoryEntry::number).reversed())
			.toList();
	}

	synchronized LockHistoryEntry add(Draft draft) {
		LockHistoryEntry entry = draft.at(++this.number, this.clock.instant(), this.instance);
		Map<Kind, Deque<LockHistoryEntry>> present = this.locks.remove(entry.lock());
		Map<Kind, Deque<LockHistoryEntry>> kinds = (present != null) ? present : new EnumMap<>(Kind.class);
		this.locks.put(entry.lock(), kinds);
		Deque<LockHistoryEntry> latest = kinds.computeIfAbsent(entry.kind(), (kind) -> new ArrayDeque<>());
		latest.addLast(entry);
		if (latest.size() > ENTRIES_OF_A_KIND) {
			latest.removeFirst();
		}
		return entry;
	}

}
