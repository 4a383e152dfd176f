package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;

/**
 * Answer of a server to an acquire. That another holder has the lock is an answer, not an
 * error.
 * <p>
 * Times of the server ({@code expiresAt}, {@code availableAt}) are by its own clock: do
 * not compare them with the local one.
 *
 * @since 0.1.0
 */
public sealed interface AcquireResult {

	/**
	 * The lock was granted, or was held by the same holder already: then lease id and
	 * fencing token are those of that earlier grant.
	 * <p>
	 * {@code toString} shows no lease id.
	 *
	 * @param leaseId id of the lease, which renewal and release need; a secret
	 * @param fencingToken the fencing token, larger than that of every earlier grant of
	 * this lock
	 * @param expiresAt when the lease ends without renewal, by the server's clock
	 * @param renewAfter the server's advice when to renew, counted from the moment the
	 * request was sent; empty on servers older than v0.14.0
	 * @param metadata what is stored with the lock: the metadata of the first grant if
	 * this one is a repeat; empty if there is none
	 * @since 0.1.0
	 */
	record Acquired(UUID leaseId, long fencingToken, Instant expiresAt, Optional<Duration> renewAfter,
			Optional<String> metadata) implements AcquireResult {

		@Override
		public String toString() {
			return "Acquired[fencingToken=" + this.fencingToken + ", expiresAt=" + this.expiresAt + "]";
		}

	}

	/**
	 * Another holder has the lock.
	 *
	 * @param holderId public id of the holder, a pseudonym that stays the same as long as
	 * the holder does; empty if the server does not say
	 * @param expiresAt when the holder's lease ends without renewal, by the server's
	 * clock
	 * @param retryAfter how long the holder's lease lasts without renewal, from the
	 * answer on, empty if it cannot be told; the lock may become free earlier
	 * @param metadata what the holder stored with the lock, empty if nothing
	 * @since 0.1.0
	 */
	record Held(Optional<String> holderId, Instant expiresAt, Optional<Duration> retryAfter,
			Optional<String> metadata) implements AcquireResult {

		/**
		 * Return this answer as an exception.
		 * @param lockName the lock that was asked for
		 * @return the exception
		 */
		public LockHeldException asException(String lockName) {
			return new LockHeldException(lockName,
					new HolderInfo(this.holderId, Optional.of(this.expiresAt), this.metadata, this.retryAfter, false));
		}

		@Override
		public String toString() {
			return "Held[holderId=" + this.holderId.orElse(null) + ", expiresAt=" + this.expiresAt + "]";
		}

	}

	/**
	 * No holder has the lock, but it is in the cooling period that its last holder asked
	 * for.
	 *
	 * @param availableAt end of the cooling period, by the server's clock
	 * @param lockDelay whole length of the cooling period, not what is left of it
	 * @param retryAfter what is left of the cooling period, from the answer on; empty if
	 * it cannot be told
	 * @since 0.1.0
	 */
	record Delayed(Instant availableAt, Duration lockDelay, Optional<Duration> retryAfter) implements AcquireResult {

		/**
		 * Return this answer as an exception.
		 * @param lockName the lock that was asked for
		 * @return the exception
		 */
		public LockHeldException asException(String lockName) {
			return new LockHeldException(lockName,
					HolderInfo.coolingUntil(this.availableAt).withRetryAfter(this.retryAfter.orElse(null)));
		}

	}

}
