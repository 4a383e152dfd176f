package io.octostore;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A lock did not become available within the time that the caller was ready to wait.
 * Nothing is broken: another holder has it.
 *
 * @since 0.1.0
 */
public final class LockAcquireTimeoutException extends LockHeldException {

	private final Duration waited;

	/**
	 * Create an exception.
	 * @param lockName full name of the lock
	 * @param waited how long the caller was ready to wait
	 * @param cause the last answer, or {@code null}
	 */
	public LockAcquireTimeoutException(String lockName, Duration waited, @Nullable Throwable cause) {
		super("Lock '" + lockName + "' did not become available within " + waited.toMillis() + " ms", lockName,
				(cause instanceof LockHeldException held) ? held.holderInfo() : HolderInfo.unknown(), cause);
		this.waited = waited;
	}

	private LockAcquireTimeoutException(LockAcquireTimeoutException failure, String holder) {
		super(failure.getMessage() + ": it is held in this JVM " + holder, failure.lockName(), failure.holderInfo(),
				failure.getCause());
		this.waited = failure.waited();
	}

	/**
	 * Return the same failure with the caller in this JVM that has the lock.
	 * @param holder that caller, in words
	 * @return the exception
	 */
	public LockAcquireTimeoutException heldHere(String holder) {
		return new LockAcquireTimeoutException(this, holder);
	}

	/**
	 * Return how long the caller was ready to wait.
	 * @return the wait
	 */
	public Duration waited() {
		return this.waited;
	}

}
