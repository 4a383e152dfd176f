package io.octostore.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.octostore.authority.AcquireAnswer;
import io.octostore.lease.Claimant;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.NameClaim;

/**
 * Asks an engine for leases, one claim for each lock, and remembers what came of it: a
 * {@link Lease} or an {@link AcquireAnswer.Denied}.
 */
public final class Claims {

	private final LeaseKeeper keeper;

	private final Map<String, NameClaim> claims = new HashMap<>();

	private final List<Object> outcomes = new ArrayList<>();

	public Claims(LeaseKeeper keeper) {
		this.keeper = keeper;
	}

	public void request(String name, LeaseTerms terms, Duration timeout) {
		this.keeper.execute(
				() -> this.claims.computeIfAbsent(name, this.keeper::claim).request(terms, timeout, new Claimant() {

					@Override
					public void granted(Lease lease) {
						Claims.this.outcomes.add(lease);
					}

					@Override
					public void denied(AcquireAnswer.Denied why) {
						Claims.this.outcomes.add(why);
					}

				}));
	}

	public List<Object> outcomes() {
		return this.outcomes;
	}

	public Object lastOutcome() {
		return this.outcomes.get(this.outcomes.size() - 1);
	}

	/**
	 * The lease that was granted last.
	 */
	public Lease granted() {
		if (lastOutcome() instanceof Lease lease) {
			return lease;
		}
		throw new AssertionError("No lease was granted: " + lastOutcome());
	}

}
