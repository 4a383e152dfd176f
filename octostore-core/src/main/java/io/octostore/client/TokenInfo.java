package io.octostore.client;

import java.util.Optional;
import java.util.UUID;

/**
 * A new token, and the user that it belongs to.
 * <p>
 * {@code toString} shows no token.
 *
 * @param token the new bearer token, a secret; a client that rotated it uses it already
 * @param userId id of the user
 * @param username name of the user, empty if the server does not say
 * @param namespace namespace that the user is confined to, empty if there is none
 * @since 0.1.0
 */
public record TokenInfo(String token, UUID userId, Optional<String> username, Optional<String> namespace) {

	@Override
	public String toString() {
		return "TokenInfo[username=" + this.username.orElse(null) + ", namespace=" + this.namespace.orElse(null) + "]";
	}

}
