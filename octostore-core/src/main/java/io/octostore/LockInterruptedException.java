package io.octostore;

/**
 * The thread was interrupted while a lock was being acquired, in a call that cannot throw
 * {@link InterruptedException}. The thread's interrupt flag is set again; nothing is left
 * acquired.
 *
 * @since 0.1.0
 */
public final class LockInterruptedException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param cause the interrupt
	 */
	public LockInterruptedException(String lockName, InterruptedException cause) {
		super("Interrupted while lock '" + lockName + "' was being acquired", cause);
	}

}
