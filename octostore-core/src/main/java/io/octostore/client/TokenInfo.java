package io.octostore.client;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The new token after a rotation, and whose it is.
 * <p>
 * {@code toString} shows no token.
 *
 * @since 0.1.0
 */
public final class TokenInfo {

	private final String token;

	private final UUID userId;

	private final @Nullable String username;

	private final @Nullable String namespace;

	/**
	 * Create an answer.
	 * @param token the new token, a secret
	 * @param userId id of the user
	 * @param username name of the user, or {@code null}
	 * @param namespace namespace of the user, or {@code null}
	 */
	public TokenInfo(String token, UUID userId, @Nullable String username, @Nullable String namespace) {
		this.token = token;
		this.userId = userId;
		this.username = username;
		this.namespace = namespace;
	}

	/**
	 * Return the new bearer token. It is a secret; this client uses it already.
	 * @return the token
	 */
	public String token() {
		return this.token;
	}

	/**
	 * Return the id of the user behind the token.
	 * @return the user
	 */
	public UUID userId() {
		return this.userId;
	}

	/**
	 * Return the name of the user behind the token.
	 * @return the name, empty if the server does not say
	 */
	public Optional<String> username() {
		return Optional.ofNullable(this.username);
	}

	/**
	 * Return the namespace that the user is confined to.
	 * @return the namespace, empty if there is none
	 */
	public Optional<String> namespace() {
		return Optional.ofNullable(this.namespace);
	}

	@Override
	public String toString() {
		return "TokenInfo[username=" + this.username + ", namespace=" + this.namespace + "]";
	}

}
