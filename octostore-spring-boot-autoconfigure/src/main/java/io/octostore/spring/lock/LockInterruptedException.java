package io.octostore.spring.lock;

import io.octostore.OctoStoreException;

/**
 * The thread was interrupted while an annotated method waited for its lock, and the
 * method does not declare {@link InterruptedException}. The method was not run, nothing
 * is left acquired, and the thread's interrupt flag is set again.
 *
 * @since 0.1.0
 */
public final class LockInterruptedException extends OctoStoreException {

	private final String lockName;

	/**
	 * Create an exception.
	 * @param lockName name of the lock, without a configured prefix
	 * @param cause the interrupt
	 */
	public LockInterruptedException(String lockName, InterruptedException cause) {
		super("Interrupted while waiting for lock '" + lockName + "'; the method was not run", cause);
		this.lockName = lockName;
	}

	/**
	 * Name of the lock.
	 * @return the name, without a configured prefix
	 */
	public String getLockName() {
		return this.lockName;
	}

}
