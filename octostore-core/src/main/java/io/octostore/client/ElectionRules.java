package io.octostore.client;

import java.time.Duration;
import java.util.regex.Pattern;

import io.octostore.OctoStoreValidationException;

/**
 * Checks of arguments of the election endpoints, as the server makes them.
 */
final class ElectionRules {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");

	private static final Pattern CANDIDATE_ID = Pattern.compile("[A-Za-z0-9._:@-]{1,64}");

	/** Opaque to clients; today 43 characters. These need no escapes in JSON. */
	private static final Pattern LEADER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,256}");

	private ElectionRules() {
	}

	static String id(String id) {
		Arguments.required("The election id", id);
		if (!ID.matcher(id).matches()) {
			throw new OctoStoreValidationException("The election id '" + id
					+ "' is not allowed: it must have 8 to 64 letters, digits, '_' and '-' (ASCII)");
		}
		return id;
	}

	static String candidateId(String id) {
		Arguments.required("The candidate id", id);
		if (!CANDIDATE_ID.matcher(id).matches()) {
			throw new OctoStoreValidationException("The candidate id '" + id
					+ "' is not allowed: it must have 1 to 64 letters, digits, '.', '_', ':', '@' and '-' (ASCII)");
		}
		return id;
	}

	static Duration ttl(Duration ttl) {
		return Arguments.wholeSeconds("The election TTL", ttl, 5, 300);
	}

	static String leaderToken(String token) {
		Arguments.required("The leader token", token);
		if (!LEADER_TOKEN.matcher(token).matches()) {
			throw new OctoStoreValidationException("The leader token must have 1 to 256 letters, digits and "
					+ "characters of '._~+/=-'; use it unchanged, as the campaign has returned it");
		}
		return token;
	}

}
