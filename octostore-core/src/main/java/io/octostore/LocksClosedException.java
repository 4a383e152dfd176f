package io.octostore;

/**
 * The locks are closed, because the application is shutting down: no lock is granted any
 * more.
 *
 * @since 0.1.0
 */
public final class LocksClosedException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param lockName full name of the lock that was asked for
	 */
	public LocksClosedException(String lockName) {
		super("Lock '" + lockName + "' was not acquired: the locks are closed or shutting down");
	}

}
