package io.octostore.lease;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.octostore.authority.LockAuthority;

/**
 * What every part of the engine needs.
 *
 * @param authority the service
 * @param clock the time
 * @param serial the serial context
 * @param random source of jitter
 * @param events listener
 */
record Engine(LockAuthority authority, LeaseClock clock, Executor serial, RandomGenerator random, LeaseEvents events) {

	long now() {
		return this.clock.now();
	}

}
