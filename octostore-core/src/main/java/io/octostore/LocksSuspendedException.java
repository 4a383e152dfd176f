package io.octostore;

/**
 * The locks are suspended, because the memory of this process is about to be copied: no
 * lock is granted for the moment.
 *
 * @since 0.1.0
 */
public final class LocksSuspendedException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param lockName full name of the lock that was asked for
	 */
	public LocksSuspendedException(String lockName) {
		super("Lock '" + lockName + "' was not acquired: the locks are suspended for a checkpoint. "
				+ "Try again when they have been resumed");
	}

}
