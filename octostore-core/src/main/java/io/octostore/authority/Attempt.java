package io.octostore.authority;

import java.time.Duration;

/**
 * Bounds of one exchange.
 *
 * @param timeout for the whole exchange, connecting and body included
 * @param freshConnection whether to avoid connections that were used before, because one
 * of them has just failed
 * @since 0.1.0
 */
public record Attempt(Duration timeout, boolean freshConnection) {
}
