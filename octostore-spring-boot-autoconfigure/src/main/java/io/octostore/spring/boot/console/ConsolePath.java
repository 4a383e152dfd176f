package io.octostore.spring.boot.console;

/**
 * Path of the page within an application.
 *
 * @param value the path: begins with a slash and does not end with one
 * @since 0.1.0
 */
public record ConsolePath(String value) {

	/**
	 * Check the path.
	 * @param value the path
	 */
	public ConsolePath {
		if (!value.matches("(/[A-Za-z0-9._~-]+)+")) {
			throw new IllegalArgumentException("path '" + value
					+ "' must consist of segments like /octostore, of letters, digits and '-', '.', '_', '~'");
		}
	}

	/**
	 * The page's address relative to the path, so that it is right behind any proxy.
	 */
	String relative() {
		return this.value.substring(this.value.lastIndexOf('/') + 1) + "/";
	}

}
