package io.octostore.lease;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;

/**
 * One request for a lease of a lock, which is told its outcome once: in time, even if
 * what is done for it takes longer. Serial context only.
 */
final class ClaimRequest {

	/** How often a request starts over for reasons that are not the caller's. */
	private static final int MAX_RESTARTS = 3;

	/**
	 * How long an outcome may be late: the client notices the end of the time itself and
	 * can say more about it.
	 */
	private static final long GRACE = LeaseTimings.TICK.toNanos();

	private final Contended kind;

	private final LeaseTerms terms;

	private final long expiresAt;

	private final Claimant claimant;

	private boolean told;

	private boolean repeated;

	private int restarts;

	ClaimRequest(Contended kind, LeaseTerms terms, long expiresAt, Claimant claimant) {
		this.kind = kind;
		this.terms = terms;
		this.expiresAt = expiresAt;
		this.claimant = claimant;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	long expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Whether the claimant still waits for the outcome.
	 */
	boolean isOpen() {
		return !this.told;
	}

	void granted(Lease lease) {
		this.told = true;
		this.claimant.granted(lease);
	}

	void denied(AcquireAnswer.Denied why) {
		if (!this.told) {
			this.told = true;
			this.claimant.denied(withCure(why));
		}
	}

	/**
	 * Say that the time is over.
	 */
	void expired(String lock) {
		denied(tooLate(this.kind, lock, "an earlier request for it, or its session, took too long"));
	}

	/**
	 * The answer that there was not enough time.
	 */
	static AcquireAnswer.Failed tooLate(Contended kind, String name, String why) {
		return outOfTime(kind, name, why + kind.cureForLateAnswer());
	}

	/**
	 * The answer that too little was left of what was granted.
	 */
	static AcquireAnswer.Failed outlived(Contended kind, String name) {
		return outOfTime(kind, name, "it was granted too late and given back" + kind.cureForLateGrant());
	}

	private static AcquireAnswer.Failed outOfTime(Contended kind, String name, String why) {
		OctoStoreNetworkException error = OctoStoreNetworkException
			.unanswered(kind.describe(name) + " was not acquired in time: " + why, null)
			.asTimeout();
		return new AcquireAnswer.Failed(error, false, false);
	}

	/**
	 * Name the limit that a request has met.
	 */
	private AcquireAnswer.Denied withCure(AcquireAnswer.Denied why) {
		if (why instanceof AcquireAnswer.Failed failed && failed.error() instanceof OctoStoreNetworkException network
				&& network.isTimeout() && !this.kind.isCured(String.valueOf(network.getMessage()))) {
			return new AcquireAnswer.Failed(network.withMessage(network.getMessage() + this.kind.cureForLateAnswer()),
					failed.effectPossible(), failed.connectionBroken());
		}
		return why;
	}

	/**
	 * Take the one repeat on a fresh connection that a request has.
	 * @return whether there was one left, and time for it
	 */
	boolean repeat(long now) {
		boolean possible = !this.told && !this.repeated && now < this.expiresAt;
		this.repeated = true;
		return possible;
	}

	/**
	 * Start over.
	 * @return whether that is possible
	 */
	boolean restart(long now) {
		return ++this.restarts <= MAX_RESTARTS && now < this.expiresAt;
	}

	/**
	 * Whether the claimant's time is over, and no exchange has noticed.
	 */
	boolean isOverdue(long now) {
		return !this.told && now >= this.expiresAt + GRACE;
	}

}
