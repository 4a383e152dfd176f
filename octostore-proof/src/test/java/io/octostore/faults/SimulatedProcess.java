package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;
import io.octostore.testsupport.SimulatedTime;

/**
 * A process in virtual time, with a clock and timers of its own. While it is stopped
 * nothing runs in it; what was due meanwhile runs in any order when it goes on.
 */
public final class SimulatedProcess implements LeaseClock, LeaseScheduler {

	private final SimulatedTime time;

	private final String name;

	private final Random random;

	private final long origin;

	private double rate = 1;

	private long skew;

	private long skipped;

	private final List<Runnable> deferred = new ArrayList<>();

	private long stoppedUntil;

	private long lastStop = Long.MIN_VALUE;

	private boolean killed;

	private boolean closed;

	private int timers;

	public SimulatedProcess(SimulatedTime time, String name, Random random) {
		this.time = time;
		this.name = name;
		this.random = random;
		this.origin = random.nextInt();
	}

	String name() {
		return this.name;
	}

	/**
	 * Let the clock of this process run faster or slower.
	 */
	public void rate(double newRate) {
		this.skew = now() - this.origin - (long) (this.time.now() * newRate);
		this.rate = newRate;
	}

	@Override
	public long now() {
		return this.origin + this.skew + (long) (this.time.now() * this.rate);
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
		this.timers++;
		boolean[] over = new boolean[1];
		Cancellable timer = later(() -> {
			if (!over[0]) {
				over[0] = true;
				this.timers--;
				if (!this.closed) {
					task.run();
				}
			}
		}, delay);
		return () -> {
			if (!over[0]) {
				over[0] = true;
				this.timers--;
				timer.cancel();
			}
		};
	}

	/**
	 * Run something in this process after a delay on its clock.
	 */
	Cancellable later(Runnable task, Duration delay) {
		return this.time.schedule(() -> run(task), Duration.ofNanos((long) (delay.toNanos() / this.rate)));
	}

	/**
	 * Run something in this process, now or when it goes on.
	 */
	void run(Runnable task) {
		if (this.killed) {
			return;
		}
		if (isStopped()) {
			this.deferred.add(task);
		}
		else {
			task.run();
		}
	}

	private boolean isStopped() {
		return this.time.now() < this.stoppedUntil;
	}

	/**
	 * Stop the process for some time, as SIGSTOP or a garbage collection does.
	 */
	public void stop(Duration duration) {
		long until = this.time.now() + duration.toNanos();
		if (until > this.stoppedUntil) {
			this.stoppedUntil = until;
			this.lastStop = until;
			this.time.schedule(this::goOn, duration);
		}
	}

	private void goOn() {
		if (!isStopped()) {
			List<Runnable> due = new ArrayList<>(this.deferred);
			this.deferred.clear();
			Collections.shuffle(due, this.random);
			due.forEach(this::run);
		}
	}

	/**
	 * Whether it ran all the time since an instant.
	 */
	boolean ranSince(long instant) {
		return this.lastStop < instant;
	}

	void kill() {
		this.killed = true;
	}

	boolean isKilled() {
		return this.killed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	int timers() {
		return this.timers;
	}

}
