package io.octostore.authority;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Bounds of one exchange.
 *
 * @param timeout for the whole exchange, connecting and body included
 * @param freshConnection whether to avoid connections that were used before, because one
 * of them has just failed
 * @param note what an acquire adds to the description that the authority stores with a
 * lock, for people and other instances, or {@code null}; an authority may leave it out
 * @since 0.1.0
 */
public record Attempt(Duration timeout, boolean freshConnection, @Nullable String note) {

	/**
	 * An exchange without a note.
	 * @param timeout for the whole exchange, connecting and body included
	 * @param freshConnection whether to avoid connections that were used before
	 */
	public Attempt(Duration timeout, boolean freshConnection) {
		this(timeout, freshConnection, null);
	}

}
