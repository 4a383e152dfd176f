package io.octostore.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Checks of arguments, made before any request is sent.
 */
final class Arguments {

	/**
	 * Longest time that can be counted in nanoseconds with room for sums.
	 */
	private static final Duration MAX_DURATION = Duration.ofDays(365);

	private static final int MAX_METADATA_CODE_POINTS = 1024;

	private Arguments() {
	}

	static <T> T required(String argument, @Nullable T value) {
		if (value == null) {
			throw new OctoStoreValidationException(argument + " must not be null");
		}
		return value;
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

	static String metadata(String metadata) {
		required("The metadata", metadata);
		if (metadata.length() > MAX_METADATA_CODE_POINTS) {
			int length = metadata.codePointCount(0, metadata.length());
			if (length > MAX_METADATA_CODE_POINTS) {
				throw new OctoStoreValidationException("The metadata has " + length
						+ " characters but may have at most " + MAX_METADATA_CODE_POINTS + " (Unicode code points)");
			}
		}
		for (int index = 0; index < metadata.length(); index++) {
			if (isLoneSurrogate(metadata, index)) {
				throw new OctoStoreValidationException(
						"The metadata must be valid Unicode but holds half a surrogate pair at index " + index);
			}
			if (Character.isHighSurrogate(metadata.charAt(index))) {
				index++;
			}
		}
		return metadata;
	}

	private static boolean isLoneSurrogate(String text, int index) {
		char character = text.charAt(index);
		if (Character.isHighSurrogate(character)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		return Character.isLowSurrogate(character);
	}

}
