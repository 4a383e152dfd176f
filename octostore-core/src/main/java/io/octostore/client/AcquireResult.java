package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Answer of a server to an acquire. That somebody else has the lock is an answer, not an
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
	 * @since 0.1.0
	 */
	final class Acquired implements AcquireResult {

		private final UUID leaseId;

		private final long fencingToken;

		private final Instant expiresAt;

		private final @Nullable Duration renewAfter;

		private final @Nullable String metadata;

		/**
		 * Create an answer.
		 * @param leaseId id of the lease, a secret
		 * @param fencingToken the fencing token
		 * @param expiresAt when the lease ends without renewal, by the server's clock
		 * @param renewAfter the server's advice when to renew, or {@code null}
		 * @param metadata what is stored with the lock, or {@code null}
		 */
		public Acquired(UUID leaseId, long fencingToken, Instant expiresAt, @Nullable Duration renewAfter,
				@Nullable String metadata) {
			this.leaseId = leaseId;
			this.fencingToken = fencingToken;
			this.expiresAt = expiresAt;
			this.renewAfter = renewAfter;
			this.metadata = metadata;
		}

		/**
		 * Return the id of the lease, which renewal and release need. It is a secret.
		 * @return the id
		 */
		public UUID leaseId() {
			return this.leaseId;
		}

		/**
		 * Return the fencing token, which is larger than that of every earlier grant of
		 * this lock.
		 * @return the token
		 */
		public long fencingToken() {
			return this.fencingToken;
		}

		/**
		 * Return when the lease ends without renewal, by the server's clock.
		 * @return the end
		 */
		public Instant expiresAt() {
			return this.expiresAt;
		}

		/**
		 * Return the server's advice when to renew, counted from the moment the request
		 * was sent.
		 * @return the advice, empty on servers older than v0.14.0
		 */
		public Optional<Duration> renewAfter() {
			return Optional.ofNullable(this.renewAfter);
		}

		/**
		 * Return what is stored with the lock: the metadata of the first grant if this
		 * one is a repeat.
		 * @return the metadata, empty if there is none
		 */
		public Optional<String> metadata() {
			return Optional.ofNullable(this.metadata);
		}

		@Override
		public String toString() {
			return "Acquired[fencingToken=" + this.fencingToken + ", expiresAt=" + this.expiresAt + "]";
		}

	}

	/**
	 * Somebody else holds the lock.
	 *
	 * @since 0.1.0
	 */
	final class Held implements AcquireResult {

		private final @Nullable String holderId;

		private final Instant expiresAt;

		private final @Nullable Duration retryAfter;

		private final @Nullable String metadata;

		/**
		 * Create an answer.
		 * @param holderId public id of the holder, or {@code null} if the server does not
		 * say
		 * @param expiresAt when the holder's lease ends without renewal, by the server's
		 * clock
		 * @param retryAfter how long the holder's lease lasts without renewal, or
		 * {@code null}
		 * @param metadata what the holder stored with the lock, or {@code null}
		 */
		public Held(@Nullable String holderId, Instant expiresAt, @Nullable Duration retryAfter,
				@Nullable String metadata) {
			this.holderId = holderId;
			this.expiresAt = expiresAt;
			this.retryAfter = retryAfter;
			this.metadata = metadata;
		}

		/**
		 * Return the public id of the holder, a pseudonym that stays the same as long as
		 * the holder does.
		 * @return the holder, empty if the server does not say
		 */
		public Optional<String> holderId() {
			return Optional.ofNullable(this.holderId);
		}

		/**
		 * Return when the holder's lease ends without renewal, by the server's clock.
		 * @return the end
		 */
		public Instant expiresAt() {
			return this.expiresAt;
		}

		/**
		 * Return how long the holder's lease lasts without renewal, from the answer on.
		 * The lock may become free earlier.
		 * @return the time, empty if it cannot be told
		 */
		public Optional<Duration> retryAfter() {
			return Optional.ofNullable(this.retryAfter);
		}

		/**
		 * Return what the holder stored with the lock.
		 * @return the metadata, empty if there is none
		 */
		public Optional<String> metadata() {
			return Optional.ofNullable(this.metadata);
		}

		@Override
		public String toString() {
			return "Held[holderId=" + this.holderId + ", expiresAt=" + this.expiresAt + "]";
		}

	}

	/**
	 * Nobody holds the lock, but it is in the cooling period that its last holder asked
	 * for.
	 *
	 * @since 0.1.0
	 */
	final class Delayed implements AcquireResult {

		private final Instant availableAt;

		private final Duration lockDelay;

		private final @Nullable Duration retryAfter;

		/**
		 * Create an answer.
		 * @param availableAt end of the cooling period, by the server's clock
		 * @param lockDelay whole length of the cooling period
		 * @param retryAfter what is left of the cooling period, or {@code null}
		 */
		public Delayed(Instant availableAt, Duration lockDelay, @Nullable Duration retryAfter) {
			this.availableAt = availableAt;
			this.lockDelay = lockDelay;
			this.retryAfter = retryAfter;
		}

		/**
		 * Return the end of the cooling period, by the server's clock.
		 * @return the end
		 */
		public Instant availableAt() {
			return this.availableAt;
		}

		/**
		 * Return the whole length of the cooling period, not what is left of it.
		 * @return the length
		 */
		public Duration lockDelay() {
			return this.lockDelay;
		}

		/**
		 * Return what is left of the cooling period, from the answer on.
		 * @return the time, empty if it cannot be told
		 */
		public Optional<Duration> retryAfter() {
			return Optional.ofNullable(this.retryAfter);
		}

		@Override
		public String toString() {
			return "Delayed[availableAt=" + this.availableAt + ", lockDelay=" + this.lockDelay + "]";
		}

	}

}
