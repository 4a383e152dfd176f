package io.octostore.testsupport;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;

/**
 * Clock and timers under a test's control. Tasks run on the thread that advances the
 * time, one at a time, each at its due time. One thread advances; any may read and
 * schedule.
 */
public final class SimulatedTime implements LeaseClock, LeaseScheduler {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::dueAt).thenComparingLong(Task::number));

	private volatile long now;

	private volatile long skipped;

	private long numbers;

	private volatile boolean closed;

	@Override
	public long now() {
		return this.now;
	}

	@Override
	public long skipped() {
		return this.skipped;
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		if (this.closed) {
			return () -> {
			};
		}
		synchronized (this.tasks) {
			Task scheduled = new Task(this.now + delay.toNanos(), this.numbers++, task);
			this.tasks.add(scheduled);
			return () -> cancel(scheduled);
		}
	}

	/**
	 * Let time pass and run what is due.
	 */
	public void advance(Duration duration) {
		long until = this.now + duration.toNanos();
		for (Task task = nextUntil(until); task != null; task = nextUntil(until)) {
			this.now = Math.max(this.now, task.dueAt());
			task.action().run();
		}
		this.now = Math.max(this.now, until);
	}

	private @Nullable Task nextUntil(long until) {
		synchronized (this.tasks) {
			Task next = this.tasks.peek();
			return (next != null && next.dueAt() <= until) ? this.tasks.poll() : null;
		}
	}

	private void cancel(Task task) {
		synchronized (this.tasks) {
			this.tasks.remove(task);
		}
	}

	/**
	 * Let time pass without running anything, as when the process is stopped.
	 */
	public void stall(Duration duration) {
		this.now += duration.toNanos();
	}

	/**
	 * Let time pass that only other clocks have seen, as when the machine is suspended.
	 */
	public void suspend(Duration duration) {
		this.now += duration.toNanos();
		this.skipped += duration.toNanos();
	}

	public int pendingTasks() {
		synchronized (this.tasks) {
			return this.tasks.size();
		}
	}

	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
		synchronized (this.tasks) {
			this.tasks.clear();
		}
	}

	private record Task(long dueAt, long number, Runnable action) {
	}

}
