package io.octostore.lock;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;

/**
 * Behavior of an annotated method when another holder has its lock.
 *
 * @since 0.1.0
 */
public enum WhenHeld {

	/** {@link #SKIP} for scheduled methods, {@link #THROW} for all others. */
	DEFAULT,

	/**
	 * The method is not run; the call returns {@code null}, an empty
	 * {@link java.util.Optional}, or a publisher that completes empty. Refused at startup
	 * for methods that return a primitive.
	 */
	SKIP,

	/**
	 * The call throws {@link LockHeldException}, which is a
	 * {@link LockAcquireTimeoutException} after it has waited.
	 */
	THROW

}
