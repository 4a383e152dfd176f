package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * The server's time and what is due at which point of it. Time is a source plus an offset
 * that only grows, so a frozen source gives a time that moves by {@link #advance} alone.
 * Guarded by the lock of {@link ServerState}.
 */
final class Timeline {

	private final InstantSource source;

	private final PriorityQueue<Entry> entries = new PriorityQueue<>(
			Comparator.comparing(Entry::due).thenComparing(Entry::sequence));

	private Duration offset = Duration.ZERO;

	private long sequence;

	Timeline(InstantSource source) {
		this.source = source;
	}

	Instant now() {
		return this.source.instant().plus(this.offset);
	}

	/**
	 * Has the action run once, as soon as the time has come.
	 */
	Task at(Instant due, Runnable action) {
		Task task = new Task(action);
		this.entries.add(new Entry(due, this.sequence++, task));
		return task;
	}

	/**
	 * Runs what is due now.
	 */
	void runDue() {
		runDueUntil(now());
	}

	/**
	 * Moves the time forward. Everything that becomes due on the way runs at its own
	 * time, in the order of time.
	 */
	void advance(Duration duration) {
		Instant target = now().plus(duration);
		for (Entry next = this.entries.peek(); next != null
				&& !next.due().isAfter(target); next = this.entries.peek()) {
			moveTo(next.due());
			runDueUntil(next.due());
		}
		moveTo(target);
	}

	/**
	 * How long until something is due; {@code null} if nothing is.
	 */
	@Nullable Duration untilNext() {
		Entry next = this.entries.peek();
		return (next != null) ? Duration.between(now(), next.due()) : null;
	}

	void clear() {
		this.entries.clear();
	}

	private void moveTo(Instant instant) {
		Duration ahead = Duration.between(now(), instant);
		if (!ahead.isNegative()) {
			this.offset = this.offset.plus(ahead);
		}
	}

	private void runDueUntil(Instant instant) {
		for (Entry next = this.entries.peek(); next != null
				&& !next.due().isAfter(instant); next = this.entries.peek()) {
			this.entries.remove();
			next.task().run();
		}
	}

	private record Entry(Instant due, long sequence, Task task) {

	}

	/**
	 * Something to be done later, unless it is cancelled before.
	 */
	static final class Task {

		private @Nullable Runnable action;

		private Task(Runnable action) {
			this.action = action;
		}

		void cancel() {
			this.action = null;
		}

		private void run() {
			Runnable due = this.action;
			this.action = null;
			if (due != null) {
				due.run();
			}
		}

	}

}
