package io.octostore.internal;

/**
 * Length of the metadata that are stored with a lock.
 *
 * @since 0.1.0
 */
public final class Metadata {

	/** Limit of the server, in Unicode code points. */
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

}
