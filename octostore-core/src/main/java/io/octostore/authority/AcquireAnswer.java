package io.octostore.authority;

import io.octostore.HolderInfo;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;

/**
 * Answer to an acquire.
 *
 * @since 0.1.0
 */
public sealed interface AcquireAnswer {

	/**
	 * An answer that ends the attempt without a lease.
	 */
	sealed interface Denied extends AcquireAnswer {

	}

	/**
	 * Granted, newly or again to the same holder.
	 *
	 * @param lease id of the lease
	 * @param fencingToken its fencing token, larger than those of all earlier leases of
	 * the lock
	 */
	record Granted(LeaseId lease, long fencingToken) implements AcquireAnswer {
	}

	/**
	 * Another holder has the lock, or it is in its cooling period after a release or an
	 * expiry.
	 *
	 * @param holder what is known about it
	 */
	record Held(HolderInfo holder) implements Denied {
	}

	/**
	 * The session is gone; nothing was granted.
	 *
	 * @param reason what the authority said
	 */
	record SessionGone(LossReason reason) implements AcquireAnswer {
	}

	/**
	 * The user holds as many locks as the authority allows; nothing was granted.
	 *
	 * @param error the refusal
	 */
	record LimitReached(OctoStoreException error) implements Denied {
	}

	/**
	 * Nothing was granted, and a repeat would not help.
	 *
	 * @param error why
	 */
	record Refused(OctoStoreException error) implements Denied {
	}

	/**
	 * No usable answer, or a temporary failure.
	 *
	 * @param error why
	 * @param effectPossible whether the authority may have granted the lock all the same
	 * @param connectionBroken whether the connection broke or was silent, so that another
	 * one may do better at once
	 */
	record Failed(OctoStoreException error, boolean effectPossible, boolean connectionBroken) implements Denied {
	}

}
