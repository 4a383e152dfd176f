package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A session that was created.
 * <p>
 * {@code toString} shows no session id.
 *
 * @since 0.1.0
 */
public final class Session {

	private final UUID id;

	private final Duration effectiveTtl;

	private final Duration keepaliveInterval;

	private final Instant expiresAt;

	/**
	 * Create an answer.
	 * @param id id of the session, a secret
	 * @param effectiveTtl the TTL that the server applies
	 * @param keepaliveInterval the server's advice how often to keep the session alive
	 * @param expiresAt when the session ends without keepalive, by the server's clock
	 */
	public Session(UUID id, Duration effectiveTtl, Duration keepaliveInterval, Instant expiresAt) {
		this.id = id;
		this.effectiveTtl = effectiveTtl;
		this.keepaliveInterval = keepaliveInterval;
		this.expiresAt = expiresAt;
	}

	/**
	 * Return the id of the session. It is a secret: whoever has it can end the session.
	 * @return the id
	 */
	public UUID id() {
		return this.id;
	}

	/**
	 * Return the TTL that the server applies.
	 * @return how long the session lives without keepalive
	 */
	public Duration effectiveTtl() {
		return this.effectiveTtl;
	}

	/**
	 * Return the server's advice how often to keep the session alive: half the TTL.
	 * @return the interval
	 */
	public Duration keepaliveInterval() {
		return this.keepaliveInterval;
	}

	/**
	 * Return when the session ends without keepalive, by the server's clock.
	 * @return the end
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	@Override
	public String toString() {
		return "Session[effectiveTtl=" + this.effectiveTtl + ", expiresAt=" + this.expiresAt + "]";
	}

}
