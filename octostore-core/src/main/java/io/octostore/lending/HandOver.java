package io.octostore.lending;

import java.time.Duration;

import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;

/**
 * Whether a lease may go to the next caller without a release in between. Serial context
 * only.
 */
final class HandOver {

	private static final int MAX_IN_A_ROW = 8;

	private static final Duration MAX_TIME = Duration.ofSeconds(5);

	private final long grantedAt;

	private int inARow;

	/**
	 * The server has granted the lease.
	 */
	HandOver(long now) {
		this.grantedAt = now;
	}

	void handedOver() {
		this.inARow++;
	}

	@Safeguard("pass-on-within-limits")
	boolean isAllowed(Lease lease, Waiter next, long now) {
		Duration quarter = next.terms().ttl().dividedBy(4);
		Duration limit = (quarter.compareTo(MAX_TIME) < 0) ? quarter : MAX_TIME;
		return next.allowsHandOver() && this.inARow < MAX_IN_A_ROW && now - this.grantedAt < limit.toNanos()
				&& lease.isFresh();
	}

}
