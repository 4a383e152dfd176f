package io.octostore.lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.OctoStoreException;
import io.octostore.internal.Outage;

/**
 * Says that keepalives and renewals fail: once, then once a minute, and once when they
 * are confirmed again, however many sessions and leases there are. Serial context only.
 */
final class Troubles {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final Contended kind;

	private final Outage outage = new Outage();

	Troubles(Contended kind) {
		this.kind = kind;
	}

	/**
	 * An attempt has failed.
	 * @param what what was asked for
	 * @param left how long the claim lasts without a confirmation, in nanoseconds
	 */
	void failed(String what, OctoStoreException error, long left, long now) {
		String end = LeaseTimings.describeLeft(this.kind.claims(), left);
		switch (this.outage.failed(now)) {
			case BEGINS -> logger.warn("{} failed and is repeated ({}); {}", what, error.getMessage(), end);
			case GOES_ON -> logger.warn("{} still fails after {} s ({}); {}", what, this.outage.seconds(now),
					error.getMessage(), end);
			case NONE -> logger.debug("{} failed again ({}); {}", what, error.getMessage(), end);
		}
	}

	/**
	 * The server has answered as it should.
	 */
	void over(long now) {
		int failures = this.outage.failures();
		if (this.outage.over()) {
			logger.info("The server confirms again what is held, {} s after the first of {} failed attempts",
					this.outage.seconds(now), failures);
		}
	}

}
