package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.octostore.LossReason;

/**
 * Spreads the requests of callers that wait, after locks were lost: what one instance has
 * lost together, and what all instances lose when a server restarts, they would otherwise
 * want back in the same moment. Serial context only.
 */
final class AfterLoss {

	/** At most twenty acquires per second. */
	private static final long SPACING = Duration.ofMillis(50).toNanos();

	/** The first acquire comes at a random time within one second. */
	private static final long START = Duration.ofSeconds(1).toNanos();

	/**
	 * How long after a lost lock was given back. A hundred locks, as many as a user may
	 * hold, take five seconds.
	 */
	private static final long MEMORY = Duration.ofSeconds(10).toNanos();

	private long until = Long.MIN_VALUE;

	private long lastTurn;

	/**
	 * A lock was given back that had been lost.
	 */
	void givenBack(LossReason reason, long now, RandomGenerator random) {
		if (reason == LossReason.SHUTDOWN || reason == LossReason.MAX_HOLD || reason == LossReason.REVOKED) {
			// Decided here, about this lock alone or about all for good
			return;
		}
		if (!isActive(now)) {
			this.lastTurn = now + (long) (START * random.nextDouble()) - SPACING;
		}
		this.until = now + MEMORY;
	}

	/**
	 * Take the next turn, unless it comes too late.
	 * @param longest how long the caller can wait for it
	 * @return how long to wait, in nanoseconds; 0 for not at all
	 */
	long nextTurn(long now, long longest) {
		if (!isActive(now)) {
			return 0;
		}
		long turn = Math.max(this.lastTurn + SPACING, now);
		if (turn - now > longest) {
			return longest;
		}
		this.lastTurn = turn;
		return turn - now;
	}

	private boolean isActive(long now) {
		return now <= this.until;
	}

}
