package io.octostore.testsupport;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

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

	private final AtomicLong now;

	private final AtomicLong skipped = new AtomicLong();

	private long numbers;

	private volatile boolean closed;

	/**
	 * Create a clock that starts at zero.
	 */
	public SimulatedTime() {
		this(Duration.ZERO);
	}

	/**
	 * Create a clock that starts later: code that adds where it should subtract is right
	 * only at zero.
	 * @param start the first time
	 */
	public SimulatedTime(Duration start) {
		this.now = new AtomicLong(start.toNanos());
	}

	@Override
	public long now() {
		return this.now.get();
	}

	@Override
	public long skipped() {
		return this.skipped.get();
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		if (this.closed) {
			return () -> {
			};
		}
		synchronized (this.tasks) {
			Task scheduled = new Task(this.now.get() + delay.toNanos(), this.numbers++, task);
			this.tasks.add(scheduled);
			return () -> cancel(scheduled);
		}
	}

	/**
	 * Let time pass and run what is due.
	 */
	public void advance(Duration duration) {
		long until = this.now.get() + duration.toNanos();
		for (Task task = nextUntil(until); task != null; task = nextUntil(until)) {
			this.now.accumulateAndGet(task.dueAt(), Math::max);
			task.action().run();
		}
		this.now.accumulateAndGet(until, Math::max);
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
		this.now.addAndGet(duration.toNanos());
	}

	/**
	 * Let time pass that only other clocks have seen, as when the machine is suspended.
	 */
	public void suspend(Duration duration) {
		this.now.addAndGet(duration.toNanos());
		this.skipped.addAndGet(duration.toNanos());
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
