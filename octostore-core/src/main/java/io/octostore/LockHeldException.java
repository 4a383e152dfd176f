package io.octostore;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The lock was not acquired because another holder has it, or because it is in its
 * cooling period ({@link #isDelayed()}).
 *
 * @since 0.1.0
 */
public class LockHeldException extends OctoStoreException {

	private final String lockName;

	private final HolderInfo holder;

	/**
	 * Create an exception for a lock that another caller in this JVM holds: the server
	 * was not asked.
	 * @param lockName the lock
	 */
	public LockHeldException(String lockName) {
		this("Lock '" + lockName + "' is held by another caller in this JVM", lockName, HolderInfo.unknown(), null);
	}

	/**
	 * Create an exception for a lock that is held, as the server has answered.
	 * @param lockName the lock
	 * @param holder what is known about the holder
	 */
	public LockHeldException(String lockName, HolderInfo holder) {
		this(describe(lockName, holder), lockName, holder, null);
	}

	LockHeldException(String message, String lockName, HolderInfo holder, @Nullable Throwable cause) {
		super(message, cause);
		this.lockName = lockName;
		this.holder = holder;
	}

	/**
	 * Return an exception for a lock whose last holder in this JVM has returned, and
	 * which stays taken for a while.
	 * @param lockName the lock
	 * @param left for how long
	 * @return the exception
	 */
	public static LockHeldException heldBack(String lockName, Duration left) {
		return new LockHeldException(
				"Lock '" + lockName + "' stays taken for another " + left.toMillis()
						+ " ms: it was handed out in this JVM less than its hold-at-least ago",
				lockName, HolderInfo.unknown().withRetryAfter(left), null);
	}

	/**
	 * Return an exception for a lock that a known caller in this JVM has.
	 * @param lockName the lock
	 * @param holder that caller, in words
	 * @return the exception
	 */
	public static LockHeldException heldHere(String lockName, String holder) {
		return new LockHeldException("Lock '" + lockName + "' is held in this JVM " + holder, lockName,
				HolderInfo.unknown(), null);
	}

	private static String describe(String lockName, HolderInfo holder) {
		StringBuilder text = new StringBuilder("Lock '").append(lockName).append('\'');
		text.append(holder.delayed() ? " is in its cooling period" : " is held");
		holder.holder().ifPresent((id) -> text.append(" by ").append(id));
		holder.expiresAt().ifPresent((end) -> text.append(" until ").append(end));
		return text.toString();
	}

	/**
	 * Return the name of the lock.
	 * @return the name
	 */
	public String lockName() {
		return this.lockName;
	}

	/**
	 * Return the public id of the holder, a pseudonym that stays the same as long as the
	 * holder does.
	 * @return the holder, empty if it is in this JVM, or if the lock is delayed
	 */
	public Optional<String> holder() {
		return this.holder.holder();
	}

	/**
	 * Return when the holder's lease, or the cooling period, ends unless it is prolonged,
	 * by the server's clock.
	 * @return the end, empty if unknown
	 */
	public Optional<Instant> expiresAt() {
		return this.holder.expiresAt();
	}

	/**
	 * Return the metadata that the holder stored with the lock.
	 * @return the metadata, empty if there is none
	 */
	public Optional<String> metadata() {
		return this.holder.metadata();
	}

	/**
	 * Return the server's advice when to try again. The lock may become free earlier.
	 * @return the time from the answer on, empty if unknown
	 */
	public Optional<Duration> retryAfter() {
		return this.holder.retryAfter();
	}

	/**
	 * Say whether the lock has no holder but is in its cooling period after a release or
	 * an expiry.
	 * @return whether the lock is delayed
	 */
	public boolean isDelayed() {
		return this.holder.delayed();
	}

	HolderInfo holderInfo() {
		return this.holder;
	}

}
