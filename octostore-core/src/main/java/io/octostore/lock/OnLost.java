package io.octostore.lock;

import io.octostore.LockLostException;

/**
 * Behavior towards a running body when its lock is lost. In every case the lock's
 * listeners are told, the loss is counted, and the call ends in {@link LockLostException}
 * when the body returns.
 *
 * @since 0.1.0
 */
public enum OnLost {

	/**
	 * The behavior that is configured for all locks; {@link #INTERRUPT} unless
	 * configured.
	 */
	DEFAULT,

	/**
	 * The thread that runs the body is interrupted once; a reactive body is cancelled.
	 */
	INTERRUPT,

	/** Only listeners are told; the body can ask {@link HeldLock#isHeld()}. */
	NOTIFY

}
