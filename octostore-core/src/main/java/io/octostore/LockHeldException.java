package io.octostore;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The lock was not acquired because another caller holds it, or because it is in its
 * cooling period ({@link #isDelayed()}).
 *
 * @since 0.1.0
 */
public sealed class LockHeldException extends OctoStoreException permits LockAcquireTimeoutException {

	private final String lockName;

	private final @Nullable String holder;

	private final @Nullable Instant expiresAt;

	private final @Nullable String metadata;

	private final @Nullable Duration retryAfter;

	private final boolean delayed;

	/**
	 * Create an exception for a lock that another caller in this JVM holds, about which
	 * no server was asked.
	 * @param lockName the lock
	 */
	public LockHeldException(String lockName) {
		super("Lock '" + lockName + "' is held by another caller in this JVM");
		this.lockName = lockName;
		this.holder = null;
		this.expiresAt = null;
		this.metadata = null;
		this.retryAfter = null;
		this.delayed = false;
	}

	/**
	 * Create an exception.
	 * @param lockName the lock
	 * @param holder public id of the holder, or {@code null} if unknown
	 * @param expiresAt when the holder's lease or the cooling period ends by the server's
	 * clock, or {@code null} if unknown
	 * @param metadata what the holder stored with the lock, or {@code null}
	 * @param retryAfter the server's advice when to try again, or {@code null}
	 * @param delayed whether the lock is free but in its cooling period
	 */
	public LockHeldException(String lockName, @Nullable String holder, @Nullable Instant expiresAt,
			@Nullable String metadata, @Nullable Duration retryAfter, boolean delayed) {
		super(describe(lockName, holder, expiresAt, delayed));
		this.lockName = lockName;
		this.holder = holder;
		this.expiresAt = expiresAt;
		this.metadata = metadata;
		this.retryAfter = retryAfter;
		this.delayed = delayed;
	}

	/**
	 * Create an exception for a caller that waited.
	 */
	LockHeldException(String message, String lockName, @Nullable LockHeldException last) {
		super(message);
		this.lockName = lockName;
		this.holder = (last != null) ? last.holder : null;
		this.expiresAt = (last != null) ? last.expiresAt : null;
		this.metadata = (last != null) ? last.metadata : null;
		this.retryAfter = (last != null) ? last.retryAfter : null;
		this.delayed = last != null && last.delayed;
	}

	private static String describe(String lockName, @Nullable String holder, @Nullable Instant expiresAt,
			boolean delayed) {
		StringBuilder text = new StringBuilder("Lock '").append(lockName).append('\'');
		text.append(delayed ? " is in its cooling period" : " is held");
		if (holder != null) {
			text.append(" by ").append(holder);
		}
		if (expiresAt != null) {
			text.append(" until ").append(expiresAt);
		}
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
		return Optional.ofNullable(this.holder);
	}

	/**
	 * Return when the holder's lease, or the cooling period, ends unless it is prolonged,
	 * by the server's clock.
	 * @return the end, empty if unknown
	 */
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(this.expiresAt);
	}

	/**
	 * Return what the holder stored with the lock.
	 * @return the metadata, empty if there is none
	 */
	public Optional<String> metadata() {
		return Optional.ofNullable(this.metadata);
	}

	/**
	 * Return the server's advice when to try again. The lock may become free earlier.
	 * @return the time from the answer on, empty if unknown
	 */
	public Optional<Duration> retryAfter() {
		return Optional.ofNullable(this.retryAfter);
	}

	/**
	 * Return whether the lock is free but in its cooling period after a release or an
	 * expiry.
	 * @return whether the lock is delayed
	 */
	public boolean isDelayed() {
		return this.delayed;
	}

}
