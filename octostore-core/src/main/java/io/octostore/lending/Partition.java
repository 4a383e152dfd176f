package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.octostore.authority.LockAuthority;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;

/**
 * One credential's share of the locks: an engine with its sessions, and the queues of the
 * names that go through it.
 */
final class Partition {

	private final LeaseKeeper keeper;

	private final LockQueues queues;

	/**
	 * Create a share.
	 * @param authority the way to the service with this credential
	 * @param clock the time
	 * @param scheduler the timers
	 * @param random source of jitter
	 * @param acquireTimeout bound of one exchange on the way to a lock
	 * @param events listener
	 */
	Partition(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Duration acquireTimeout, LeaseEvents events) {
		this.keeper = new LeaseKeeper(authority, clock, scheduler, random, acquireTimeout, events);
		this.queues = new LockQueues(this.keeper, clock, scheduler, random, authority);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	LockQueues queues() {
		return this.queues;
	}

}
