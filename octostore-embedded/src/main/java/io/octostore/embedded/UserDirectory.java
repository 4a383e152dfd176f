package io.octostore.embedded;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The users and their bearer tokens. A user has exactly one token at a time. Guarded by
 * the lock of {@link ServerState}.
 */
final class UserDirectory {

	private static final int TOKEN_BYTES = 32;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, User> byToken = new HashMap<>();

	private final Map<String, User> byName = new LinkedHashMap<>();

	private final Map<UUID, User> byId = new HashMap<>();

	/**
	 * Adds a user if no other user has the name, regardless of letter case.
	 * @return the user, or {@code null} if the name is taken
	 */
	@Nullable User add(String name, String token, @Nullable String namespace, Instant now) {
		String key = name.toLowerCase(Locale.ROOT);
		if (this.byName.containsKey(key)) {
			return null;
		}
		User user = new User(UUID.randomUUID(), name, namespace, token, now);
		this.byName.put(key, user);
		this.byId.put(user.id, user);
		this.byToken.put(token, user);
		return user;
	}

	/**
	 * Adds the administrator to the users, without a token. Does nothing the next time.
	 */
	void addAdmin(Instant now) {
		Principal admin = Principal.admin(null);
		this.byName.putIfAbsent(admin.name(), new User(admin.id(), admin.name(), null, "", now));
	}

	@Nullable User findByToken(String token) {
		return this.byToken.get(token);
	}

	@Nullable User findByName(String name) {
		return this.byName.get(name.toLowerCase(Locale.ROOT));
	}

	@Nullable User findById(UUID id) {
		return this.byId.get(id);
	}

	/**
	 * Replaces the token of a user; the old one is unknown from now on.
	 */
	User rotate(String token) {
		User user = this.byToken.remove(token);
		if (user == null) {
			throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "Authentication failed");
		}
		user.token = newToken();
		this.byToken.put(user.token, user);
		return user;
	}

	String newToken() {
		byte[] bytes = new byte[TOKEN_BYTES];
		this.random.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	List<User> all() {
		return new ArrayList<>(this.byName.values());
	}

	int size() {
		return this.byName.size();
	}

	static final class User {

		private final UUID id;

		private final String name;

		private final @Nullable String namespace;

		private final Instant createdAt;

		private String token;

		private User(UUID id, String name, @Nullable String namespace, String token, Instant createdAt) {
			this.id = id;
			this.name = name;
			this.namespace = namespace;
			this.token = token;
			this.createdAt = createdAt;
		}

		UUID id() {
			return this.id;
		}

		String name() {
			return this.name;
		}

		@Nullable String namespace() {
			return this.namespace;
		}

		Instant createdAt() {
			return this.createdAt;
		}

		String token() {
			return this.token;
		}

		Principal principal() {
			return new Principal(this.id, this.name, this.namespace, this.token);
		}

	}

}
