package io.octostore.client;

import java.time.Instant;

/**
 * A session was prolonged by its TTL.
 *
 * @param expiresAt when the session ends without another keepalive, by the server's clock
 * @since 0.1.0
 */
public record SessionKeepalive(Instant expiresAt) {
}
