package io.octostore.lease;

import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;

/**
 * A lease that is lost here, and that the authority keeps for as long as its session
 * lives, because the TTL of a lock frees nothing there: the borrower has had it for too
 * long, or its renewals were given up. It is released at the end of its TTL, as an
 * authority would that counts the TTL itself, whether the borrower has returned or not.
 * Serial context only.
 */
final class Overstay {

	private final Engine engine;

	private final Lease lease;

	private boolean settled;

	private boolean underWay;

	private int attempts;

	private long nextAt;

	Overstay(Engine engine, Lease lease) {
		this.engine = engine;
		this.lease = lease;
		this.nextAt = lease.ttlEnd();
	}

	void tick(long now) {
		// A session that ends takes the lock with it
		if (!this.settled && !this.underWay && now >= this.nextAt && this.lease.session().isKept()) {
			send();
		}
	}

	private void send() {
		this.underWay = true;
		this.engine.authority()
			.release(this.lease.name(), this.lease.id(), new Attempt(LeaseTimings.RELEASE_TIMEOUT, this.attempts > 0),
					this.lease.session().exchanges().begin(this::answered));
	}

	private void answered(EndAnswer answer) {
		this.underWay = false;
		this.settled = !(answer instanceof EndAnswer.Unknown);
		this.nextAt = this.engine.now() + LeaseTimings.settleAfter(this.attempts);
		this.attempts++;
	}

}
