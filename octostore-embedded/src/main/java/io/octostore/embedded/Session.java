package io.octostore.embedded;

import java.time.Instant;
import java.util.UUID;

/**
 * A user's sign of life. It stays in the {@link SessionTable} after its expiry until a
 * sweep removes it.
 */
final class Session {

	private final UUID id = UUID.randomUUID();

	private final UUID userId;

	private final int ttlSeconds;

	private Instant expiresAt;

	Session(UUID userId, int ttlSeconds, Instant now) {
		this.userId = userId;
		this.ttlSeconds = ttlSeconds;
		this.expiresAt = now.plusSeconds(ttlSeconds);
	}

	UUID id() {
		return this.id;
	}

	UUID userId() {
		return this.userId;
	}

	int ttlSeconds() {
		return this.ttlSeconds;
	}

	Instant expiresAt() {
		return this.expiresAt;
	}

	void expireAt(Instant instant) {
		this.expiresAt = instant;
	}

	boolean isOverAt(Instant now) {
		return now.isAfter(this.expiresAt);
	}

}
