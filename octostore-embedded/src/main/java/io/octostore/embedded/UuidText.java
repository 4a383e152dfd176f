package io.octostore.embedded;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a UUID in the four forms that the server accepts: hyphenated, as 32 digits, in
 * braces, or as a URN.
 */
final class UuidText {

	private static final Pattern HYPHENATED = Pattern
		.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

	private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{32}");

	private static final String URN = "urn:uuid:";

	private UuidText() {
	}

	static @Nullable UUID parse(String text) {
		if (PLAIN.matcher(text).matches()) {
			return new UUID(Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
		}
		String bare = text;
		if (text.startsWith("{") && text.endsWith("}")) {
			bare = text.substring(1, text.length() - 1);
		}
		else if (text.startsWith(URN)) {
			bare = text.substring(URN.length());
		}
		return HYPHENATED.matcher(bare).matches() ? UUID.fromString(bare) : null;
	}

}
