package io.octostore.lease;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The claims that have something to do as time passes. Serial context only.
 */
final class Attention {

	private final Set<NameClaim> claims = new LinkedHashSet<>();

	private final Runnable whenNeeded;

	/**
	 * Pay no attention yet.
	 * @param whenNeeded lets time pass
	 */
	Attention(Runnable whenNeeded) {
		this.whenNeeded = whenNeeded;
	}

	void payTo(NameClaim claim) {
		this.claims.add(claim);
		this.whenNeeded.run();
	}

	void noMoreTo(NameClaim claim) {
		this.claims.remove(claim);
	}

	List<NameClaim> all() {
		return List.copyOf(this.claims);
	}

	boolean isEmpty() {
		return this.claims.isEmpty();
	}

}
