package io.octostore.embedded;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The rules for what a request may ask for, each a refusal when it is broken.
 */
final class LockRules {

	static final int DEFAULT_TTL_SECONDS = 60;

	/** Locks with this prefix are elections. */
	static final String ELECTION_PREFIX = "__election/";

	private static final int MAX_TTL_SECONDS = 3600;

	private static final int MAX_DELAY_SECONDS = 30;

	private static final int MAX_METADATA_LENGTH = 1024;

	private static final int MAX_NAME_BYTES = 256;

	private static final int MAX_SEGMENT_BYTES = 64;

	private LockRules() {
	}

	static void checkName(String name) {
		if (name.isEmpty() || utf8Length(name) > MAX_NAME_BYTES) {
			throw invalidName("a lock name has 1 to " + MAX_NAME_BYTES + " bytes");
		}
		if (name.startsWith("/") || name.endsWith("/")) {
			throw invalidName("a lock name neither starts nor ends with '/'");
		}
		if (!name.codePoints().allMatch(LockRules::isNameCharacter)) {
			throw invalidName("a lock name consists of letters, digits, '-', '_', '.' and '/'");
		}
		for (String segment : name.split("/", -1)) {
			if (segment.isEmpty() || segment.equals("..") || utf8Length(segment) > MAX_SEGMENT_BYTES) {
				throw invalidName("a segment of a lock name has 1 to " + MAX_SEGMENT_BYTES + " bytes and is not '..'");
			}
		}
	}

	/**
	 * Whether a lock of this name is an election.
	 */
	static boolean isReserved(String name, ServerGeneration generation) {
		return generation.hasElections() && name.startsWith(ELECTION_PREFIX);
	}

	/**
	 * Checks that the caller may use a lock of this name at all.
	 */
	static void checkAccess(Principal principal, String name, ServerGeneration generation) {
		checkNamespace(principal, generation);
		if (isReserved(name, generation)) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: this prefix is reserved for elections");
		}
		if (principal.namespace() != null && !name.startsWith(principal.namespace() + ".")) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: the name is outside of the caller's namespace");
		}
	}

	/**
	 * The defect of the releases from 0.9 on: they failed for users without a namespace.
	 */
	static void checkNamespace(Principal principal, ServerGeneration generation) {
		if (generation.failsWithoutNamespace() && principal.namespace() == null && !principal.isAdmin()) {
			throw new RefusedException(Refusal.INTERNAL_ERROR,
					"Database error: Invalid column type Null at index: 0, name: namespace");
		}
	}

	/**
	 * Checks a TTL in seconds and fills in the default.
	 */
	static int ttl(@Nullable Long requested) {
		long ttl = (requested != null) ? requested : DEFAULT_TTL_SECONDS;
		if (ttl < 1 || ttl > MAX_TTL_SECONDS) {
			throw new RefusedException(Refusal.INVALID_TTL, "Invalid TTL: it must be 1 to " + MAX_TTL_SECONDS);
		}
		return (int) ttl;
	}

	static void checkMetadata(@Nullable String metadata, ServerGeneration generation) {
		if (metadata == null) {
			return;
		}
		int length = generation.measuresCodePoints() ? metadata.codePointCount(0, metadata.length())
				: utf8Length(metadata);
		if (length > MAX_METADATA_LENGTH) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: metadata has at most " + MAX_METADATA_LENGTH + " characters");
		}
	}

	static int delay(@Nullable Long requested, ServerGeneration generation) {
		long delay = (requested != null) ? requested : 0;
		if (delay > MAX_DELAY_SECONDS && generation.refusesLongDelays()) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: lock_delay_seconds must be 0 to " + MAX_DELAY_SECONDS);
		}
		return (int) Math.min(delay, MAX_DELAY_SECONDS);
	}

	private static boolean isNameCharacter(int codePoint) {
		return codePoint == '-' || codePoint == '_' || codePoint == '.' || codePoint == '/'
				|| Character.isAlphabetic(codePoint) || isNumeric(Character.getType(codePoint));
	}

	private static boolean isNumeric(int type) {
		return type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
				|| type == Character.OTHER_NUMBER;
	}

	private static int utf8Length(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	private static RefusedException invalidName(String rule) {
		return new RefusedException(Refusal.INVALID_LOCK_NAME, "Invalid lock name: " + rule);
	}

}
