package io.octostore.lock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.Loss;

/**
 * Receives events about locks; for metrics and logs. All methods do nothing by default.
 * <p>
 * {@link #acquireEnded}, {@link #lockHandedOut} and {@link #lockEnded} are called on the
 * thread of the caller, for {@link ReactiveOctoStoreLocks} on a thread that must not be
 * blocked. The others are called on threads of OctoStore, which may be slow but never
 * delay a renewal. An exception that a listener throws is logged and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface LockListener {

	/**
	 * An attempt to acquire ended, with the lock or without it.
	 * @param event what happened
	 */
	default void acquireEnded(AcquireEvent event) {
	}

	/**
	 * A lock was handed out.
	 * @param event what happened
	 */
	default void lockHandedOut(HandOutEvent event) {
	}

	/**
	 * A lock that was handed out was closed.
	 * @param event what happened
	 */
	default void lockEnded(EndEvent event) {
	}

	/**
	 * A lock is at risk: a confirmation failed or is overdue, but it is still held.
	 * @param event what happened
	 */
	default void lockAtRisk(RiskEvent event) {
	}

	/**
	 * A lock was lost.
	 * @param event what happened
	 */
	default void lockLost(LossEvent event) {
	}

	/**
	 * A renewal of a lease ended.
	 * @param event what happened
	 */
	default void leaseRenewed(ConfirmEvent event) {
	}

	/**
	 * A keepalive of the session ended.
	 * @param event what happened
	 */
	default void sessionKeptAlive(ConfirmEvent event) {
	}

	/**
	 * The end of an attempt to acquire.
	 *
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param outcome how it ended
	 * @param contended whether another caller had the lock at some time of the attempt
	 * @param duration time from the call to its end
	 * @param failure why the caller has no lock: for {@link AcquireOutcome#HELD},
	 * {@link AcquireOutcome#DELAYED} and mostly for {@link AcquireOutcome#TIMEOUT} it, or
	 * its cause, is a {@link io.octostore.LockHeldException} that knows the holder.
	 * {@code null} if the lock was acquired, or the subscriber has gone
	 */
	record AcquireEvent(String lockName, String label, AcquireOutcome outcome, boolean contended, Duration duration,
			@Nullable Throwable failure) {
	}

	/**
	 * The hand-out of a lock.
	 *
	 * @param lock the lock
	 * @param label its name in metrics
	 * @param waited time from the call to the hand-out
	 */
	record HandOutEvent(HeldLock lock, String label, Duration waited) {
	}

	/**
	 * The end of a lock that was handed out.
	 *
	 * @param lock the same object as in the {@link HandOutEvent}
	 * @param label its name in metrics
	 * @param outcome how it ended
	 * @param held time since it was handed out
	 * @param failure what code under the lock ended with, {@code null} if it ended
	 * normally or was cancelled, or if the lock was acquired without a body
	 */
	record EndEvent(HeldLock lock, String label, HeldOutcome outcome, Duration held, @Nullable Throwable failure) {
	}

	/**
	 * A risk for a lock that is held.
	 *
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param remaining how long it stays held without another confirmation
	 */
	record RiskEvent(String lockName, String label, Duration remaining) {
	}

	/**
	 * The loss of a lock.
	 *
	 * @param loss what was lost and why
	 * @param label the name of the lock in metrics
	 */
	record LossEvent(Loss loss, String label) {
	}

	/**
	 * The end of a renewal or keepalive.
	 *
	 * @param outcome how it ended
	 * @param duration time from the send to the answer or failure
	 */
	record ConfirmEvent(ConfirmOutcome outcome, Duration duration) {
	}

	/**
	 * How an attempt to acquire ended.
	 */
	enum AcquireOutcome {

		/** The lock was acquired. */
		ACQUIRED,

		/** Another caller has it, and this one did not want to wait. */
		HELD,

		/** It is in its cooling period, and the caller did not want to wait. */
		DELAYED,

		/** The lock did not become available while the caller waited. */
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

		/** Released; the server has not confirmed it yet. */
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
