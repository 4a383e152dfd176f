package io.octostore.lease;

import java.util.function.Consumer;

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

	private final LeaseTerms terms;

	private final long expiresAt;

	private final Consumer<? super GrantOutcome> outcome;

	private boolean told;

	private boolean repeated;

	private int restarts;

	ClaimRequest(LeaseTerms terms, long expiresAt, Consumer<? super GrantOutcome> outcome) {
		this.terms = terms;
		this.expiresAt = expiresAt;
		this.outcome = outcome;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	long expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Whether somebody still waits for the outcome.
	 */
	boolean isOpen() {
		return !this.told;
	}

	void tell(GrantOutcome result) {
		if (!this.told) {
			this.told = true;
			this.outcome.accept(result);
		}
	}

	/**
	 * Take the one repeat that a request has for a lost connection.
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
	 * Whether the caller's time is over, and nobody has noticed.
	 */
	boolean isOverdue(long now) {
		return !this.told && now >= this.expiresAt + GRACE;
	}

}
