package io.octostore.lease;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.octostore.authority.LockAuthority;

/**
 * What every part of the engine needs.
 *
 * @param kind what is asked for
 * @param authority the service
 * @param clock the time
 * @param serial the serial context
 * @param random source of jitter
 * @param events listener
 * @param roundTrip how long exchanges take
 * @param acquireTimeout bound of one exchange on the way to a lease
 * @param troubles says that confirmations fail
 */
record Engine(Contended kind, LockAuthority authority, LeaseClock clock, Executor serial, RandomGenerator random,
		LeaseEvents events, RoundTrip roundTrip, Duration acquireTimeout, Troubles troubles) {

	long now() {
		return this.clock.now();
	}

	/**
	 * Bound of the next exchange of a call whose time is over at {@code until}; never
	 * none, so that the exchange fails by itself.
	 */
	Duration attemptTimeout(long until, long now) {
		Duration left = LeaseTimings.budget(until, now);
		return (left.compareTo(this.acquireTimeout) < 0) ? left : this.acquireTimeout;
	}

}
