package io.octostore.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.octostore.LockLostException;
import io.octostore.Loss;

/**
 * A lock that was acquired, from then until it is closed or lost.
 * <p>
 * Safe for use by several threads, and not bound to the thread that acquired it. Nothing
 * but {@link #close()} does I/O.
 * <p>
 * Keep a reference and close the lock in any case: one that was acquired and that nothing
 * refers to any more is released with a warning, some time after.
 *
 * @since 0.1.0
 */
public interface HeldLock extends AutoCloseable {

	/**
	 * Full name of the lock, as the server sees it.
	 * @return the name
	 */
	String name();

	/**
	 * Return which permit of the lock this is, see {@link LockOptions#withPermits}.
	 * @return the number, from 1 to the number of permits; 1 for a lock with one permit
	 */
	int permit();

	/**
	 * Number that grows with each grant of this lock. Hand it to the resource that the
	 * lock protects and let that refuse smaller numbers than it has seen: nothing else
	 * protects against a pause between the last check and the write. Stays readable after
	 * a loss.
	 * @return the fencing token
	 */
	long fencingToken();

	/**
	 * Whether earlier callers of this instance had the same lease, and so the same
	 * fencing token; only where {@link LockOptions#withHandOver} allows it.
	 * @return whether the fencing token is shared
	 */
	boolean isShared();

	/**
	 * Whether the lock is held at this instant. Local, without I/O: it says {@code false}
	 * at the latest when 80 % of the time that the server granted has passed since the
	 * last confirmed request was sent, however long this process was paused. Once
	 * {@code false} it never becomes {@code true} again.
	 * @return whether the lock is held
	 */
	boolean isHeld();

	/**
	 * How long the lock stays held without another confirmation by the server.
	 * @return the remaining time, zero when the lock is lost or closed
	 */
	Duration remaining();

	/**
	 * Check that the lock is held.
	 * @throws LockLostException if it is lost
	 * @throws IllegalStateException if it was closed
	 */
	void ensureHeld();

	/**
	 * Check that the lock is held for some time to come even without another confirmation
	 * by the server.
	 * @param need how much time must remain
	 * @throws LockLostException if the lock is lost
	 * @throws IllegalStateException if it was closed, or if less time than needed remains
	 */
	void ensureHeld(Duration need);

	/**
	 * Let the lock be held longer than its {@linkplain LockOptions#withMaxHold longest
	 * hold} allows: its end is moved to a time from now on, if that is later. Does
	 * nothing if there is no limit.
	 * @param maxHold how much longer from now on, up to 30 days
	 * @throws LockLostException if the lock is lost
	 * @throws IllegalStateException if it was closed
	 * @throws io.octostore.OctoStoreValidationException if the time is out of range
	 */
	void extendMaxHold(Duration maxHold);

	/**
	 * Call a listener when the lock is lost: once, on a thread of OctoStore's, at once if
	 * it is lost already, never after {@link #close()}. What the listener throws is
	 * logged.
	 * @param listener the listener
	 */
	void onLost(Consumer<Loss> listener);

	/**
	 * Call a listener when the lock is at risk: the server could not be asked to confirm
	 * it, or half of the granted time has passed without confirmation. The lock is still
	 * held; {@link #remaining()} says for how long at least. A chance to stop at a safe
	 * point. Called on a thread of OctoStore's, again after each recovery. What the
	 * listener throws is logged.
	 * @param listener the listener
	 */
	void onAtRisk(Consumer<HeldLock> listener);

	/**
	 * The loss, if the lock was lost before it was closed.
	 * @return the loss
	 */
	Optional<Loss> loss();

	/**
	 * Release the lock and wait for the server's answer, for at most two seconds; what
	 * could not be confirmed by then is settled in the background. A second call does
	 * nothing, a call after a loss only ends the bookkeeping. Never throws; an interrupt
	 * does not keep the lock from being released and is preserved.
	 * <p>
	 * Code that runs under a lock may close it as soon as it does not need it any more,
	 * and goes on without it: a later loss of the lock does not concern it.
	 */
	@Override
	void close();

}
