package io.octostore;

import java.nio.charset.StandardCharsets;

/**
 * Which lock names a client lets through to the server.
 *
 * @since 0.1.0
 */
public enum LockNameRule {

	/**
	 * Names that every server release accepts: 1 to 64 ASCII letters, digits, {@code -}
	 * and {@code .}.
	 */
	PORTABLE {

		@Override
		void checkCharacters(String name) {
			for (int index = 0; index < name.length(); index++) {
				if (!isPortable(name.charAt(index))) {
					throw invalid(name, "may contain only ASCII letters, digits, '-' and '.' (found "
							+ describe(name.charAt(index)) + "); '_' and '/' need the hierarchical rule");
				}
			}
			if (name.length() > MAX_SEGMENT_BYTES) {
				throw invalid(name, "may have at most " + MAX_SEGMENT_BYTES + " characters");
			}
		}

	},

	/**
	 * Names that servers from v0.8.0 on accept: up to 256 UTF-8 bytes of letters, digits,
	 * {@code -}, {@code _}, {@code .} and {@code /}, in segments of at most 64 bytes.
	 * Which characters outside ASCII are letters or digits is left to the server.
	 */
	HIERARCHICAL {

		@Override
		void checkCharacters(String name) {
			for (int index = 0; index < name.length(); index++) {
				char character = name.charAt(index);
				if (character < 0x80 && character != '_' && character != '/' && !isPortable(character)) {
					throw invalid(name, "may contain only letters, digits, '-', '_', '.' and '/' (found "
							+ describe(character) + ")");
				}
			}
			checkSegments(name);
		}

		private void checkSegments(String name) {
			if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
				throw invalid(name, "must be valid Unicode");
			}
			if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
				throw invalid(name, "may have at most " + MAX_BYTES + " UTF-8 bytes");
			}
			for (String segment : name.split("/", -1)) {
				if (segment.isEmpty()) {
					throw invalid(name, "must not start or end with '/' or contain '//'");
				}
				if (segment.equals("..")) {
					throw invalid(name, "must not contain a segment '..'");
				}
				if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
					throw invalid(name, "may have at most " + MAX_SEGMENT_BYTES + " UTF-8 bytes between two '/'");
				}
			}
		}

	};

	private static final int MAX_BYTES = 256;

	private static final int MAX_SEGMENT_BYTES = 64;

	/**
	 * Check a lock name.
	 * @param name the name to check
	 * @return the same name
	 * @throws OctoStoreValidationException if the name breaks this rule
	 */
	public String check(String name) {
		if (name.isEmpty()) {
			throw new OctoStoreValidationException("The lock name must not be empty");
		}
		checkCharacters(name);
		if (name.equals(".") || name.equals("..")) {
			throw invalid(name, "must not be '.' or '..', which URLs give another meaning");
		}
		return name;
	}

	/**
	 * Turn any text into a name that this rule accepts, so that different texts never
	 * become the same name: for names that come from outside, such as keys of messages.
	 * <p>
	 * A text stays as it is if the rule accepts it, it holds no {@code ..} and it is not
	 * too long. Otherwise each character other than ASCII letters, digits, {@code -} and
	 * {@code .} becomes, byte by byte of its UTF-8 form, {@code ..} and two lower-case
	 * hexadecimal digits: {@code daily_report} becomes {@code daily..5freport} under the
	 * portable rule. A {@code .} before another one becomes {@code ..2e}. What is then
	 * too long is cut, and {@code ..h} and 128 bits of the text's SHA-256 as 26 digits to
	 * the base 32 are put behind it.
	 * @param text the text; not empty
	 * @param maxLength how many characters the name may have: 29 to 64, less than 64
	 * where a prefix is put before it
	 * @return the name
	 * @throws OctoStoreValidationException if the text is empty or not valid Unicode, or
	 * if the length is out of range
	 */
	public String encode(String text, int maxLength) {
		return LockNameEncoding.encode(text, maxLength, this);
	}

	/**
	 * Whether this rule accepts a name.
	 */
	boolean accepts(String name) {
		try {
			check(name);
			return true;
		}
		catch (OctoStoreValidationException ex) {
			return false;
		}
	}

	abstract void checkCharacters(String name);

	private static boolean isPortable(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || character == '-' || character == '.';
	}

	private static String describe(char character) {
		return (character > ' ' && character < 0x7f) ? "'" + character + "'" : String.format("U+%04X", (int) character);
	}

	private static OctoStoreValidationException invalid(String name, String rule) {
		StringBuilder shown = new StringBuilder();
		name.codePoints()
			.limit(80)
			.map((point) -> (Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE) ? '?'
					: point)
			.forEach(shown::appendCodePoint);
		return new OctoStoreValidationException("Lock name '" + shown + "' " + rule);
	}

}
