package io.octostore.client;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.internal.Metadata;

/**
 * Checks of arguments, made before any request is sent.
 */
final class Arguments {

	/**
	 * Longest time that can be counted in nanoseconds with room for sums.
	 */
	private static final Duration MAX_DURATION = Duration.ofDays(365);

	private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private Arguments() {
	}

	static <T> T required(String argument, @Nullable T value) {
		if (value == null) {
			throw new OctoStoreValidationException(argument + " must not be null");
		}
		return value;
	}

	/**
	 * Check a secret that travels in a header.
	 * @param argument what it is
	 * @param secret the secret, which no message shows
	 * @return the secret
	 */
	static String printableSecret(String argument, String secret) {
		required(argument, secret);
		if (secret.isEmpty()) {
			throw new OctoStoreValidationException(argument + " must not be empty");
		}
		for (int index = 0; index < secret.length(); index++) {
			char character = secret.charAt(index);
			if (character <= ' ' || character >= 0x7f) {
				throw new OctoStoreValidationException(
						argument + " must contain only printable ASCII characters, without"
								+ " spaces and line ends, but the one at index " + index + " is another");
			}
		}
		return secret;
	}

	static Duration positive(String argument, Duration value) {
		required(argument, value);
		if (value.isZero() || value.isNegative() || value.compareTo(MAX_DURATION) > 0) {
			throw new OctoStoreValidationException(
					argument + " is " + value + " but must be positive and at most " + MAX_DURATION.toDays() + " days");
		}
		return value;
	}

	static Duration lockTtl(Duration ttl) {
		return wholeSeconds("The lock TTL", ttl, 1, 3600);
	}

	static Duration sessionTtl(Duration ttl) {
		return wholeSeconds("The session TTL", ttl, 10, 300);
	}

	static Duration lockDelay(Duration delay) {
		return wholeSeconds("The lock delay", delay, 0, 30);
	}

	static Duration wholeSeconds(String argument, Duration value, int min, int max) {
		required(argument, value);
		if (!value.equals(Duration.ofSeconds(value.toSeconds())) || value.toSeconds() < min
				|| value.toSeconds() > max) {
			throw new OctoStoreValidationException(argument + " is " + value + " but must be whole seconds from " + min
					+ " to " + max + "; it is never rounded");
		}
		return value;
	}

	static String username(String username) {
		return matching("The user name", username, USERNAME, "'_' and '-'");
	}

	static String namespace(String namespace) {
		return matching("The namespace", namespace, NAMESPACE, "'.', '_' and '-'");
	}

	private static String matching(String argument, String text, Pattern rule, String others) {
		if (!rule.matcher(required(argument, text)).matches()) {
			throw new OctoStoreValidationException(
					argument + " '" + shown(text) + "' must have 1 to 64 ASCII letters, digits, " + others);
		}
		return text;
	}

	/**
	 * Show a text of the caller in a message.
	 * @param text the text
	 * @return its beginning, without control characters
	 */
	static String shown(String text) {
		StringBuilder shown = new StringBuilder();
		text.codePoints()
			.limit(80)
			.map((point) -> (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) ? '?'
					: point)
			.forEach(shown::appendCodePoint);
		return shown.toString();
	}

	static String metadata(String metadata) {
		required("The metadata", metadata);
		if (Metadata.isTooLong(metadata)) {
			throw new OctoStoreValidationException("The metadata has " + metadata.codePointCount(0, metadata.length())
					+ " characters but may have at most " + Metadata.MAX_CODE_POINTS + " (Unicode code points)");
		}
		return unicode("The metadata", metadata);
	}

	static String unicode(String argument, String text) {
		required(argument, text);
		for (int index = 0; index < text.length(); index++) {
			if (isLoneSurrogate(text, index)) {
				throw new OctoStoreValidationException(
						argument + " must be valid Unicode but contains half a surrogate pair at index " + index);
			}
			if (Character.isHighSurrogate(text.charAt(index))) {
				index++;
			}
		}
		return text;
	}

	private static boolean isLoneSurrogate(String text, int index) {
		char character = text.charAt(index);
		if (Character.isHighSurrogate(character)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		return Character.isLowSurrogate(character);
	}

}
