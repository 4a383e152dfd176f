package io.octostore.lock;

import java.time.Duration;

import io.octostore.LockLoss;

/**
 * Is told what happens to locks; for metrics and logs. All methods do nothing by default.
 * <p>
 * {@link #acquireEnded}, {@link #lockHandedOut} and {@link #lockEnded} are called on the
 * thread of the caller, for {@link ReactiveOctoStoreLocks} on a thread that must not be
 * blocked; the others on threads of OctoStore's that may be slow but never delay a
 * renewal. What a listener throws is logged and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface LockListener {

	/**
	 * An attempt to acquire ended, in whatever way.
	 * @param event what happened
	 */
	default void acquireEnded(AcquireEvent event) {
	}

	/**
	 * A lock was handed out; called on the caller's thread.
	 * @param lock the lock
	 * @param label its name in metrics
	 */
	default void lockHandedOut(HeldLock lock, String label) {
	}

	/**
	 * A lock that was handed out was closed.
	 * @param lock the same object as in {@link #lockHandedOut}
	 * @param label its name in metrics
	 * @param outcome how it ended
	 * @param held time since it was handed out
	 */
	default void lockEnded(HeldLock lock, String label, HeldOutcome outcome, Duration held) {
	}

	/**
	 * A lock is at risk: a confirmation failed or is overdue, but it is still held.
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param remaining how long it stays held without another confirmation
	 */
	default void lockAtRisk(String lockName, String label, Duration remaining) {
	}

	/**
	 * A lock was lost.
	 * @param loss what was lost and why
	 */
	default void lockLost(LockLoss loss) {
	}

	/**
	 * A renewal of a lease ended.
	 * @param outcome how
	 * @param duration time from the send to the answer or failure
	 */
	default void leaseRenewed(ConfirmOutcome outcome, Duration duration) {
	}

	/**
	 * A keepalive of the session ended.
	 * @param outcome how
	 * @param duration time from the send to the answer or failure
	 */
	default void sessionKeptAlive(ConfirmOutcome outcome, Duration duration) {
	}

	/**
	 * The end of an attempt to acquire.
	 *
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param outcome how it ended
	 * @param contended whether somebody else had the lock at some time of the attempt
	 * @param duration time from the call to its end
	 */
	record AcquireEvent(String lockName, String label, AcquireOutcome outcome, boolean contended, Duration duration) {
	}

	/**
	 * How an attempt to acquire ended.
	 */
	enum AcquireOutcome {

		/** The lock was acquired. */
		ACQUIRED,

		/** Somebody else has it, and the caller did not want to wait. */
		HELD,

		/** It is in its cooling period, and the caller did not want to wait. */
		DELAYED,

		/** The caller waited in vain. */
		TIMEOUT,

		/** The caller was interrupted or cancelled. */
		CANCELLED,

		/** The server could not be asked, or refused. */
		ERROR

	}

	/**
	 * How a held lock ended.
	 */
	enum HeldOutcome {

		/** Released, and the server confirmed it. */
		RELEASED,

		/** Released; the server's confirmation is still being sought. */
		UNCONFIRMED,

		/** Lost before it was closed. */
		LOST

	}

	/**
	 * How a renewal or keepalive ended.
	 */
	enum ConfirmOutcome {

		/** Confirmed by the server. */
		RENEWED,

		/** The server proved that it is gone. */
		LOST,

		/** No proof in either direction; it is tried again while time is left. */
		UNCERTAIN

	}

}
