package io.octostore.lending;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;

/**
 * Clock and timers of a whole fleet, on one thread. Made for many timers that are
 * cancelled.
 */
final class FleetTime implements LeaseClock, LeaseScheduler {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong((Task task) -> task.dueAt).thenComparingLong((task) -> task.number));

	private long now;

	private long numbers;

	@Override
	public long now() {
		return this.now;
	}

	@Override
	public long skipped() {
		return 0;
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		return in(delay.toNanos(), task);
	}

	Cancellable in(long nanos, Runnable action) {
		Task task = new Task(this.now + Math.max(0, nanos), this.numbers++, action);
		this.tasks.add(task);
		return () -> task.action = null;
	}

	/**
	 * Let time pass and run what is due, until there is nothing left or the time is over.
	 */
	void run(Duration duration) {
		long until = this.now + duration.toNanos();
		for (Task next = this.tasks.peek(); next != null && next.dueAt <= until; next = this.tasks.peek()) {
			this.tasks.poll();
			Runnable action = next.action;
			if (action != null) {
				this.now = next.dueAt;
				action.run();
			}
		}
		this.now = until;
	}

	@Override
	public void close() {
		this.tasks.clear();
	}

	private static final class Task {

		private final long dueAt;

		private final long number;

		private Runnable action;

		Task(long dueAt, long number, Runnable action) {
			this.dueAt = dueAt;
			this.number = number;
			this.action = action;
		}

	}

}
