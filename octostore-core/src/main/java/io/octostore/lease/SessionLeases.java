package io.octostore.lease;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.octostore.internal.Safeguard;

/**
 * The leases that hang on one session, and what its confirmations and its end mean for
 * them. Serial context only.
 */
final class SessionLeases {

	private final Set<Lease> leases = new LinkedHashSet<>();

	void add(Lease lease) {
		this.leases.add(lease);
	}

	@Safeguard("renew-nothing-that-was-returned")
	void remove(Lease lease) {
		this.leases.remove(lease);
	}

	boolean isEmpty() {
		return this.leases.isEmpty();
	}

	Set<Lease> all() {
		return this.leases;
	}

	/**
	 * How many are not held back after the return of their borrower.
	 */
	long lent() {
		return this.leases.stream().filter((lease) -> !lease.isHeldBack()).count();
	}

	/**
	 * The session was confirmed.
	 * @param deadline when authority ends without another confirmation of it
	 */
	void confirmed(long deadline, long now) {
		this.leases.forEach((lease) -> lease.sessionConfirmed(deadline, now));
	}

	/**
	 * An attempt to confirm the session has failed or is overdue.
	 */
	void attemptFailed() {
		this.leases.forEach(Lease::attemptFailed);
	}

	/**
	 * The session is lost.
	 */
	@Safeguard("leases-end-with-their-session")
	void end(Loss loss, long now) {
		List.copyOf(this.leases).forEach((lease) -> {
			// Latches as a clock skip where that is the cause
			lease.checkDeadline(now);
			lease.transitionTo(loss);
		});
	}

}
