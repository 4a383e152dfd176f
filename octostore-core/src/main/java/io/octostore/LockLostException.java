package io.octostore;

/**
 * A lock was lost while code ran under it: what the code did after the loss may have
 * overlapped with another holder.
 * <p>
 * Thrown by {@code HeldLock.ensureHeld()}, and by {@code OctoStoreLocks.execute} and
 * annotated methods after the body has ended, even if it returned normally. What the body
 * threw is {@linkplain #getSuppressed() suppressed}.
 *
 * @since 0.1.0
 */
public final class LockLostException extends OctoStoreException {

	private final Loss loss;

	/**
	 * Create an exception.
	 * @param loss what was lost and why
	 */
	public LockLostException(Loss loss) {
		super(describe(loss));
		this.loss = loss;
	}

	private static String describe(Loss loss) {
		if (loss.reason() == LossReason.REVOKED) {
			return "Lock '" + loss.name() + "' (fencing token " + loss.fencingToken()
					+ ") was taken away by an operator (REVOKED): its code was told to stop, and what it did may be half done";
		}
		return "Lock '" + loss.name() + "' (fencing token " + loss.fencingToken() + ") was lost, because "
				+ loss.reason().inWords() + ": another holder may run. Let the resource refuse older fencing tokens, "
				+ "and repeat the work under a new lock";
	}

	/**
	 * Return the loss: the lock, the reason, and how sure it is.
	 * @return the loss
	 */
	public Loss loss() {
		return this.loss;
	}

	/**
	 * Name of the lock.
	 * @return the full name
	 */
	public String lockName() {
		return this.loss.name();
	}

	/**
	 * Fencing token of the lost lease.
	 * @return the token
	 */
	public long fencingToken() {
		return this.loss.fencingToken();
	}

	/**
	 * Why the lock was lost.
	 * @return the reason
	 */
	public LossReason reason() {
		return this.loss.reason();
	}

	/**
	 * Whether the server said that the lock is gone.
	 * @return the certainty
	 */
	public LossCertainty certainty() {
		return this.loss.certainty();
	}

}
