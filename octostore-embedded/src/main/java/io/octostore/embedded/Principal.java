package io.octostore.embedded;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who sends a request. The administrator is a pseudo user with the nil id.
 *
 * @param id the id of the user
 * @param name the user name
 * @param namespace the prefix of names to which the user is confined
 * @param token the bearer token that was presented
 */
record Principal(UUID id, String name, @Nullable String namespace, @Nullable String token) {

	static final UUID ADMIN_ID = new UUID(0, 0);

	static Principal admin(@Nullable String token) {
		return new Principal(ADMIN_ID, "admin", null, token);
	}

	boolean isAdmin() {
		return this.id.equals(ADMIN_ID);
	}

	@Override
	public String toString() {
		return "Principal[" + this.name + "]";
	}

}
