package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A session that was created.
 * <p>
 * {@code toString} shows no session id.
 *
 * @param id id of the session, a secret: it is all that is needed to end the session
 * @param effectiveTtl how long the session lives without keepalive, as the server applies
 * it
 * @param keepaliveInterval the server's advice how often to keep the session alive: half
 * of the TTL
 * @param expiresAt when the session ends without keepalive, by the server's clock
 * @since 0.1.0
 */
public record Session(UUID id, Duration effectiveTtl, Duration keepaliveInterval, Instant expiresAt) {

	@Override
	public String toString() {
		return "Session[effectiveTtl=" + this.effectiveTtl + ", expiresAt=" + this.expiresAt + "]";
	}

}
