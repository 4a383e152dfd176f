package io.octostore.embedded;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Registration of users and the care of their bearer tokens.
 */
final class AccountEndpoints {

	private static final BodyShape REGISTER = BodyShape.of(BodyShape.required("username", BodyShape.Type.TEXT),
			BodyShape.optional("namespace", BodyShape.Type.TEXT));

	private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private final UserDirectory users;

	private final Authenticator authenticator;

	private final ServerGeneration generation;

	AccountEndpoints(UserDirectory users, Authenticator authenticator, ServerGeneration generation) {
		this.generation = generation;
		this.users = users;
		this.authenticator = authenticator;
	}

	void addTo(Map<Operation, Endpoint> endpoints, boolean registration) {
		endpoints.put(Operation.ROTATE_TOKEN, this::rotate);
		if (registration || this.generation.hasOpenRegistration()) {
			endpoints.put(Operation.REGISTER, this::register);
		}
	}

	private Answer rotate(ApiRequest request, Instant now) {
		UserDirectory.User user = this.users.rotate(this.authenticator.bearer(request).token());
		return account(user, "github_username");
	}

	private Answer register(ApiRequest request, Instant now) {
		Body body = request.json(REGISTER);
		String name = String.valueOf(body.text("username"));
		if (!USER_NAME.matcher(name).matches()) {
			throw this.generation.hasOpenRegistration()
					? new RefusedException(Refusal.INTERNAL_ERROR, "Internal error: invalid user name")
					: new RefusedException(Refusal.INVALID_INPUT,
							"Invalid input: a user name has 1 to 64 of A-Z, a-z, 0-9, '_' and '-'");
		}
		String namespace = this.generation.hasNamespaces() ? namespace(body.text("namespace")) : null;
		UserDirectory.User known = this.users.findByName(name);
		if (known != null && this.generation.hasOpenRegistration()) {
			return account(known, "username");
		}
		UserDirectory.User user = this.users.add(name, this.users.newToken(), namespace, now);
		if (user == null) {
			throw new RefusedException(Refusal.CONFLICT, "Conflict: the user name is taken");
		}
		return account(user, "username");
	}

	private static @Nullable String namespace(@Nullable String requested) {
		String namespace = (requested != null) ? withoutSlashesAround(requested) : "";
		if (namespace.isEmpty()) {
			return null;
		}
		if (!NAMESPACE.matcher(namespace).matches()) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: a namespace has 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'");
		}
		return namespace;
	}

	private static String withoutSlashesAround(String text) {
		int start = 0;
		int end = text.length();
		while (start < end && text.charAt(start) == '/') {
			start++;
		}
		while (end > start && text.charAt(end - 1) == '/') {
			end--;
		}
		return text.substring(start, end);
	}

	private Answer account(UserDirectory.User user, String nameMember) {
		Json account = Json.object().put("token", user.token()).put("user_id", user.id()).put(nameMember, user.name());
		if (this.generation.hasNamespaces()) {
			account.put("namespace", user.namespace());
		}
		Answer answer = Answer.json(account);
		return this.generation.forbidsToCacheTokens()
				? answer.header("cache-control", "no-store").header("pragma", "no-cache") : answer;
	}

}
