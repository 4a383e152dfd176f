package io.octostore;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Describes the holder of a lock, as far as it is known.
 *
 * @param holder public id of the holder, a pseudonym that stays the same as long as the
 * holder does; empty if unknown
 * @param expiresAt when the holder's lease, or the cooling period, ends unless it is
 * prolonged, by the server's clock; empty if unknown
 * @param metadata what the holder stored with the lock, empty if nothing
 * @param retryAfter the server's advice when to try again, counted from the answer on;
 * empty if there is none
 * @param delayed whether no holder has the lock but it is in its cooling period
 * @since 0.1.0
 */
public record HolderInfo(Optional<String> holder, Optional<Instant> expiresAt, Optional<String> metadata,
		Optional<Duration> retryAfter, boolean delayed) {

	private static final HolderInfo UNKNOWN = new HolderInfo(Optional.empty(), Optional.empty(), Optional.empty(),
			Optional.empty(), false);

	/**
	 * Return the description of another holder about which nothing is known.
	 * @return the information
	 */
	public static HolderInfo unknown() {
		return UNKNOWN;
	}

	/**
	 * Return the description of a lock that has no holder but is in its cooling period.
	 * @param availableAt end of the cooling period, by the server's clock, or
	 * {@code null} if unknown
	 * @return the information
	 */
	public static HolderInfo coolingUntil(@Nullable Instant availableAt) {
		return new HolderInfo(Optional.empty(), Optional.ofNullable(availableAt), Optional.empty(), Optional.empty(),
				true);
	}

	/**
	 * Return a copy with the public id of the holder.
	 * @param holder the id, or {@code null}
	 * @return the copy
	 */
	public HolderInfo withHolder(@Nullable String holder) {
		return new HolderInfo(Optional.ofNullable(holder), this.expiresAt, this.metadata, this.retryAfter,
				this.delayed);
	}

	/**
	 * Return a copy with the end of the holder's lease.
	 * @param expiresAt the end, by the server's clock, or {@code null}
	 * @return the copy
	 */
	public HolderInfo withExpiresAt(@Nullable Instant expiresAt) {
		return new HolderInfo(this.holder, Optional.ofNullable(expiresAt), this.metadata, this.retryAfter,
				this.delayed);
	}

	/**
	 * Return a copy with the metadata that the holder stored with the lock.
	 * @param metadata the metadata, or {@code null}
	 * @return the copy
	 */
	public HolderInfo withMetadata(@Nullable String metadata) {
		return new HolderInfo(this.holder, this.expiresAt, Optional.ofNullable(metadata), this.retryAfter,
				this.delayed);
	}

	/**
	 * Return a copy with the server's advice when to try again.
	 * @param retryAfter the time from the answer on, or {@code null}
	 * @return the copy
	 */
	public HolderInfo withRetryAfter(@Nullable Duration retryAfter) {
		return new HolderInfo(this.holder, this.expiresAt, this.metadata, Optional.ofNullable(retryAfter),
				this.delayed);
	}

}
