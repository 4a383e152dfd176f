package io.octostore.embedded;

import java.time.Instant;

/**
 * What became of an attempt to acquire a lock.
 */
sealed interface AcquireOutcome {

	/**
	 * The caller holds the lock.
	 *
	 * @param lease the lease, new or not
	 * @param now the time of the grant
	 */
	record Acquired(Lease lease, Instant now) implements AcquireOutcome {

	}

	/**
	 * Another holder has the lock.
	 *
	 * @param lease the lease of the other
	 * @param now the time of the attempt
	 */
	record Held(Lease lease, Instant now) implements AcquireOutcome {

	}

	/**
	 * No request gets the lock yet.
	 *
	 * @param cooling the cooling period
	 * @param now the time of the attempt
	 */
	record Delayed(LockTable.Cooling cooling, Instant now) implements AcquireOutcome {

	}

}
