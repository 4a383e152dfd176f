package io.octostore.client;

import java.time.Instant;

/**
 * A session was prolonged by its TTL.
 *
 * @since 0.1.0
 */
public final class SessionKeepalive {

	private final Instant expiresAt;

	/**
	 * Create an answer.
	 * @param expiresAt when the session ends without another keepalive, by the server's
	 * clock
	 */
	public SessionKeepalive(Instant expiresAt) {
		this.expiresAt = expiresAt;
	}

	/**
	 * Return when the session ends without another keepalive, by the server's clock.
	 * @return the end
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	@Override
	public String toString() {
		return "SessionKeepalive[expiresAt=" + this.expiresAt + "]";
	}

}
