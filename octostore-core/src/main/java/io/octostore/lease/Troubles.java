package io.octostore.lease;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.OctoStoreException;

/**
 * Says that keepalives and renewals fail: once, then once a minute, and once when they
 * are confirmed again, however many sessions and leases there are. Serial context only.
 */
final class Troubles {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private static final Duration REMINDER = Duration.ofMinutes(1);

	private final Contended kind;

	private int failures;

	private long since;

	private long toldAt;

	Troubles(Contended kind) {
		this.kind = kind;
	}

	/**
	 * An attempt has failed.
	 * @param what what was asked for
	 * @param left how long the claim lasts without a confirmation, in nanoseconds
	 */
	void failed(String what, OctoStoreException error, long left, long now) {
		this.failures++;
		if (this.failures == 1) {
			this.since = now;
			this.toldAt = now;
			logger.warn("{} failed and is repeated ({}); {}", what, error.getMessage(),
					LeaseTimings.describeLeft(this.kind.claims(), left));
		}
		else if (now - this.toldAt >= REMINDER.toNanos()) {
			this.toldAt = now;
			logger.warn("{} still fails after {} s ({}); {}", what, seconds(now), error.getMessage(),
					LeaseTimings.describeLeft(this.kind.claims(), left));
		}
		else {
			logger.debug("{} failed again ({}); {}", what, error.getMessage(),
					LeaseTimings.describeLeft(this.kind.claims(), left));
		}
	}

	/**
	 * The server has answered as it should.
	 */
	void over(long now) {
		if (this.failures > 0) {
			logger.info("The server confirms again what is held, {} s after the first of {} failed attempts",
					seconds(now), this.failures);
			this.failures = 0;
		}
	}

	private long seconds(long now) {
		return Duration.ofNanos(now - this.since).toSeconds();
	}

}
