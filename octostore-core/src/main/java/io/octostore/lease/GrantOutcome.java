package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;

/**
 * What became of a request for a lease.
 *
 * @since 0.1.0
 */
public sealed interface GrantOutcome {

	/**
	 * A lease to hand out.
	 *
	 * @param lease the lease
	 */
	record Granted(Lease lease) implements GrantOutcome {
	}

	/**
	 * Somebody else has the lock, or it is in its cooling period.
	 *
	 * @param detail the answer as an exception for callers that do not wait
	 * @param retryAfter what the server advises, if it does
	 * @param cooling whether it is in its cooling period
	 */
	record Unavailable(OctoStoreException detail, @Nullable Duration retryAfter,
			boolean cooling) implements GrantOutcome {
	}

	/**
	 * The principal holds as many locks as the server allows.
	 *
	 * @param error the refusal
	 */
	record LimitReached(OctoStoreException error) implements GrantOutcome {
	}

	/**
	 * A repeat would not help.
	 *
	 * @param error why
	 */
	record Refused(OctoStoreException error) implements GrantOutcome {
	}

	/**
	 * Temporary; what may have been granted is being settled.
	 *
	 * @param error why
	 */
	record Failed(OctoStoreException error) implements GrantOutcome {
	}

}
