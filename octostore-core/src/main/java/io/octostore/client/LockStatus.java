package io.octostore.client;

/**
 * Whether a lock has a holder.
 *
 * @since 0.1.0
 */
public enum LockStatus {

	/** No holder has the lock; it may be in its cooling period. */
	FREE,

	/** A holder has the lock. */
	HELD

}
