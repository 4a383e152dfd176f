package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the latest events. Outlives restarts. Thread safe.
 */
final class EventJournal {

	private static final int MAX_ENTRIES = 10_000;

	private final Deque<RecordedEvent> events = new ArrayDeque<>();

	/** How many events there have been, those that are forgotten included. */
	private long total;

	synchronized List<RecordedEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * How many events there have been so far.
	 */
	synchronized long total() {
		return this.total;
	}

	/**
	 * The events after the first so many, as far as they are remembered.
	 * @param number how many there had been
	 * @param limit the most to return; the latest ones
	 */
	synchronized List<RecordedEvent> after(long number, int limit) {
		long wanted = Math.min(Math.min(this.total - number, this.events.size()), limit);
		return this.events.stream().skip(this.events.size() - wanted).toList();
	}

	synchronized void clear() {
		this.events.clear();
	}

	private synchronized void add(RecordedEvent event) {
		if (this.events.size() == MAX_ENTRIES) {
			this.events.removeFirst();
		}
		this.events.addLast(event);
		this.total++;
	}

	/**
	 * Writes down what happens.
	 * @param users tells the names of those whom it happens to
	 */
	LockEvents.Listener recorder(UserDirectory users) {
		return new LockEvents.Listener() {

			@Override
			public void onEvent(LockEvents.Type type, Lease lease, Instant now) {
				RecordedEvent.Kind kind = kind(type);
				if (kind != null) {
					add(new RecordedEvent(now, kind, lease.name(), name(lease.owner()), lease.fencingToken()));
				}
			}

			@Override
			public void onRefusal(String lock, UUID user, Instant now) {
				add(new RecordedEvent(now, RecordedEvent.Kind.REFUSED, lock, name(user), 0));
			}

			private @Nullable String name(UUID id) {
				UserDirectory.User user = users.findById(id);
				return (user != null) ? user.name() : null;
			}

		};
	}

	private static RecordedEvent.@Nullable Kind kind(LockEvents.Type type) {
		return switch (type) {
			case ACQUIRED -> RecordedEvent.Kind.ACQUIRED;
			case RELEASED -> RecordedEvent.Kind.RELEASED;
			case EXPIRED -> RecordedEvent.Kind.EXPIRED;
			case RENEWED -> null;
		};
	}

}
