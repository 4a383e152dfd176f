package io.octostore.authority;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;

/**
 * Answer to a keepalive or a renewal.
 *
 * @since 0.1.0
 */
public sealed interface ConfirmAnswer {

	/**
	 * Prolonged.
	 */
	record Confirmed() implements ConfirmAnswer {
	}

	/**
	 * Proven to be gone, by the authority's own word.
	 *
	 * @param reason what the authority said
	 */
	record Gone(LossReason reason) implements ConfirmAnswer {
	}

	/**
	 * No proof in either direction.
	 *
	 * @param error why
	 * @param retryAfter what the authority advises, or {@code null}
	 */
	record Uncertain(OctoStoreException error, @Nullable Duration retryAfter) implements ConfirmAnswer {
	}

}
