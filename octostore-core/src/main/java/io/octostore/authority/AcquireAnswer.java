package io.octostore.authority;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;

/**
 * Answer to an acquire.
 *
 * @since 0.1.0
 */
public sealed interface AcquireAnswer {

	/**
	 * Granted, newly or again to the same holder.
	 *
	 * @param lease id of the lease
	 * @param fencingToken its fencing token, larger than those of all earlier leases of
	 * the lock
	 */
	record Granted(LeaseId lease, long fencingToken) implements AcquireAnswer {
	}

	/**
	 * Another holder has the lock.
	 *
	 * @param holder public id of the holder, the same for as long as the holder is, or
	 * {@code null} if unknown
	 * @param expiresAt when its lease ends by the authority's clock unless it is
	 * prolonged, or {@code null} if unknown
	 * @param metadata what the holder stored with the lock, or {@code null}
	 * @param retryAfter what the authority advises, or {@code null}
	 */
	record Held(@Nullable String holder, @Nullable Instant expiresAt, @Nullable String metadata,
			@Nullable Duration retryAfter) implements AcquireAnswer {
	}

	/**
	 * No holder has the lock, but it is in its cooling period after a release or an
	 * expiry.
	 *
	 * @param availableAt when the period ends by the authority's clock, or {@code null}
	 * if unknown
	 * @param retryAfter what the authority advises, or {@code null}
	 */
	record Cooling(@Nullable Instant availableAt, @Nullable Duration retryAfter) implements AcquireAnswer {
	}

	/**
	 * The session is gone; nothing was granted.
	 *
	 * @param reason what the authority said
	 */
	record SessionGone(LossReason reason) implements AcquireAnswer {
	}

	/**
	 * The user holds as many locks as the authority allows; nothing was granted.
	 *
	 * @param error the refusal
	 */
	record LimitReached(OctoStoreException error) implements AcquireAnswer {
	}

	/**
	 * Nothing was granted, and a repeat would not help.
	 *
	 * @param error why
	 */
	record Refused(OctoStoreException error) implements AcquireAnswer {
	}

	/**
	 * No usable answer, or a temporary failure.
	 *
	 * @param error why
	 * @param effectPossible whether the authority may have granted the lock all the same
	 * @param connectionLost whether a connection broke, rather than that time ran out
	 */
	record Failed(OctoStoreException error, boolean effectPossible, boolean connectionLost) implements AcquireAnswer {
	}

}
