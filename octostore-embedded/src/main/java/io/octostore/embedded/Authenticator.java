package io.octostore.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request.
 */
final class Authenticator {

	private static final String BEARER = "Bearer ";

	private static final String ADMIN_TOKEN = "admin:";

	private final UserDirectory users;

	private final @Nullable String adminKey;

	private final ServerGeneration generation;

	private final ServerClock clock;

	Authenticator(UserDirectory users, @Nullable String adminKey, ServerGeneration generation, ServerClock clock) {
		this.clock = clock;
		this.generation = generation;
		this.users = users;
		this.adminKey = adminKey;
	}

	/**
	 * The caller, who may be the administrator.
	 */
	Principal caller(ApiRequest request) {
		String token = bearerToken(request.header("authorization"));
		String key = adminHeader(request);
		boolean admin = (key != null) ? key.equals(this.adminKey) : isAdminKeyAsToken(token);
		if (admin) {
			if (this.generation.makesAdminAUser()) {
				this.users.addAdmin(this.clock.now());
			}
			return Principal.admin(token);
		}
		return bearer(token).principal();
	}

	/**
	 * Checks that the caller is the administrator, as the paths want it that are his
	 * alone.
	 */
	void checkAdmin(ApiRequest request) {
		String token = bearerToken(request.header("authorization"));
		String key = adminHeader(request);
		if (key == null && token != null && token.startsWith(ADMIN_TOKEN)) {
			key = token.substring(ADMIN_TOKEN.length());
		}
		if (this.adminKey == null || !this.adminKey.equals(key)) {
			if (!isAdminKeyAsToken(token)) {
				bearer(token);
			}
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: the caller is not the administrator");
		}
	}

	private boolean isAdminKeyAsToken(@Nullable String token) {
		return token != null && this.generation.takesAdminKeyAsToken() && token.equals(this.adminKey);
	}

	private static @Nullable String adminHeader(ApiRequest request) {
		String key = request.header("x-admin-key");
		return (key != null) ? key : request.header("x-octostore-admin-key");
	}

	/**
	 * The user behind the bearer token; other credentials do not count.
	 */
	UserDirectory.User bearer(ApiRequest request) {
		return bearer(bearerToken(request.header("authorization")));
	}

	/**
	 * The name of the user behind the value of an {@code Authorization} header.
	 */
	@Nullable String userName(@Nullable String authorization) {
		String token = bearerToken(authorization);
		UserDirectory.User user = (token != null) ? this.users.findByToken(token) : null;
		return (user != null) ? user.name() : null;
	}

	private UserDirectory.User bearer(@Nullable String token) {
		if (token == null) {
			throw new RefusedException(Refusal.AUTHENTICATION_REQUIRED, "Authorization header required");
		}
		UserDirectory.User user = this.users.findByToken(token);
		if (user == null) {
			throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "Authentication failed");
		}
		return user;
	}

	static @Nullable String bearerToken(@Nullable String authorization) {
		if (authorization == null || !authorization.startsWith(BEARER)
				|| !authorization.chars().allMatch((character) -> character >= ' ' && character < 0x7F)) {
			return null;
		}
		return authorization.substring(BEARER.length());
	}

}
