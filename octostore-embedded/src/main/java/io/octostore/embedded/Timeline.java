package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * What is due at which point of the server's time. Guarded by the lock of
 * {@link ServerState}.
 */
final class Timeline {

	private final ServerClock clock;

	private final PriorityQueue<Entry> entries = new PriorityQueue<>(
			Comparator.comparing(Entry::due).thenComparing(Entry::sequence));

	private long sequence;

	Timeline(ServerClock clock) {
		this.clock = clock;
	}

	Instant now() {
		return this.clock.now();
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
			this.clock.moveTo(next.due());
			runDueUntil(next.due());
		}
		this.clock.moveTo(target);
	}

	/**
	 * How long until something is due; {@code null} if nothing is.
	 */
	@Nullable Duration untilNext() {
		Entry next = this.entries.peek();
		return (next != null) ? Duration.between(now(), next.due()) : null;
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
