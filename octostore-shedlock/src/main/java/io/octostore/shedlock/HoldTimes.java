package io.octostore.shedlock;

import java.time.Duration;

import net.javacrumbs.shedlock.core.LockConfiguration;

/**
 * How long a lock is held at most and at least, by the monotonic clock: the wall clock of
 * this machine may be set.
 *
 * @param start when the lock was asked for
 * @param atMost the longest time
 * @param atLeast the shortest time
 */
record HoldTimes(long start, Duration atMost, Duration atLeast) {

	/**
	 * Of a new lock, whose shortest time the engine keeps.
	 */
	static HoldTimes ofNewLock(LockConfiguration configuration) {
		return new HoldTimes(System.nanoTime(), configuration.getLockAtMostFor(), Duration.ZERO);
	}

	/**
	 * Of a lock that is extended.
	 */
	static HoldTimes ofExtension(LockConfiguration configuration) {
		return new HoldTimes(System.nanoTime(), configuration.getLockAtMostFor(), configuration.getLockAtLeastFor());
	}

	/**
	 * Return the rest of the longest time; zero if it is over.
	 */
	Duration untilAtMost() {
		return left(this.atMost);
	}

	/**
	 * Return the rest of the shortest time; zero if it is over.
	 */
	Duration untilAtLeast() {
		return left(this.atLeast);
	}

	private Duration left(Duration time) {
		Duration left = time.minusNanos(System.nanoTime() - this.start);
		return left.isNegative() ? Duration.ZERO : left;
	}

}
