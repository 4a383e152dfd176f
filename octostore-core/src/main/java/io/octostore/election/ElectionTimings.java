package io.octostore.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.octostore.lease.LeaseTimings;

/**
 * When an election campaigns again.
 */
final class ElectionTimings {

	/** A term that lasted so long was no sign of trouble. */
	static final long GOOD_TERM = Duration.ofMinutes(1).toNanos();

	private static final Duration LOSS_FIRST = Duration.ofSeconds(1);

	private static final Duration LOSS_CAP = Duration.ofSeconds(30);

	private static final Duration FAILURE_FIRST = Duration.ofSeconds(1);

	private static final Duration FAILURE_CAP = Duration.ofMinutes(1);

	private ElectionTimings() {
	}

	/**
	 * Pause after a loss: 1 s, doubling to 30 s with each short term in a row, +-20 %.
	 */
	static Duration afterLoss(int losses, RandomGenerator random) {
		return LeaseTimings.backOff(LOSS_FIRST, LOSS_CAP, losses, random);
	}

	/**
	 * Pause after a campaign that was refused; what is temporary the campaign outlasts by
	 * itself. 1 s, doubling to a minute, +-20 %.
	 */
	static Duration afterFailure(int failures, RandomGenerator random) {
		return LeaseTimings.backOff(FAILURE_FIRST, FAILURE_CAP, failures, random);
	}

}
