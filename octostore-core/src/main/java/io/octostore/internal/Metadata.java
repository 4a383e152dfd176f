package io.octostore.internal;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Length of the metadata that are stored with a lock.
 *
 * @since 0.1.0
 */
public final class Metadata {

	/** Limit of the server, in Unicode code points; locks on etcd keep it too. */
	public static final int MAX_CODE_POINTS = 1024;

	private Metadata() {
	}

	/**
	 * Say whether a text is too long.
	 * @param text the text
	 * @return whether it has more code points than metadata may have
	 */
	public static boolean isTooLong(String text) {
		return text.codePointCount(0, text.length()) > MAX_CODE_POINTS;
	}

	/**
	 * Check the description of an instance.
	 * @param metadata the description, or {@code null} for none
	 * @return the description
	 * @throws OctoStoreValidationException if it is too long
	 */
	public static @Nullable String checkDescription(@Nullable String metadata) {
		if (metadata != null && isTooLong(metadata)) {
			throw new OctoStoreValidationException("metadata must have at most " + MAX_CODE_POINTS
					+ " characters, but has " + metadata.codePointCount(0, metadata.length()));
		}
		return metadata;
	}

}
