package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.octostore.authority.LockAuthority;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * What queues need.
 *
 * @param keeper the engine
 * @param authority opens watches
 * @param clock the time
 * @param scheduler the timers
 * @param random source of jitter
 * @param watches open watches
 * @param afterLoss spreads requests after losses
 * @param tally counts callers and locks in use
 */
record Surroundings(LeaseKeeper keeper, LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler,
		RandomGenerator random, WatchBudget watches, AfterLoss afterLoss, Tally tally) {

	long now() {
		return this.clock.now();
	}

	/**
	 * Run something in the serial context later.
	 */
	Cancellable schedule(Runnable task, Duration delay) {
		return this.scheduler.schedule(() -> this.keeper.execute(task), delay);
	}

}
