package io.octostore.client;

import java.time.Instant;
import java.util.UUID;

/**
 * State of a session as the server sees it.
 * <p>
 * {@code toString} shows no session id.
 *
 * @since 0.1.0
 */
public final class SessionInfo {

	private final UUID id;

	private final UUID userId;

	private final Instant expiresAt;

	private final int lockCount;

	private final boolean active;

	SessionInfo(UUID id, UUID userId, Instant expiresAt, int lockCount, boolean active) {
		this.id = id;
		this.userId = userId;
		this.expiresAt = expiresAt;
		this.lockCount = lockCount;
		this.active = active;
	}

	/**
	 * Return the id of the session. It is a secret.
	 * @return the id
	 */
	public UUID id() {
		return this.id;
	}

	/**
	 * Return the id of the user that the session belongs to.
	 * @return the user
	 */
	public UUID userId() {
		return this.userId;
	}

	/**
	 * Return when the session ends without keepalive, by the server's clock.
	 * @return the end
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Return how many locks name the session, ephemeral or not.
	 * @return the number, 0 or more
	 */
	public int lockCount() {
		return this.lockCount;
	}

	/**
	 * Say whether the session is not past its end.
	 * @return whether the session lives
	 */
	public boolean isActive() {
		return this.active;
	}

	@Override
	public String toString() {
		return "SessionInfo[expiresAt=" + this.expiresAt + ", lockCount=" + this.lockCount + ", active=" + this.active
				+ "]";
	}

}
