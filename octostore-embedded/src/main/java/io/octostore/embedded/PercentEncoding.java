package io.octostore.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding of paths and queries. An escape that is none stays as it is.
 */
final class PercentEncoding {

	private PercentEncoding() {
	}

	/**
	 * The bytes that the text stands for.
	 * @param text the text as HTTP carries it, one character per byte
	 */
	static byte[] decode(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (character == '%' && index + 2 < text.length() && isHex(text.charAt(index + 1))
					&& isHex(text.charAt(index + 2))) {
				bytes.write(Integer.parseInt(text, index + 1, index + 3, 16));
				index += 2;
			}
			else {
				bytes.write(character);
			}
		}
		return bytes.toByteArray();
	}

	/**
	 * The text in a query, where a plus sign stands for a space and wrong UTF-8 for the
	 * replacement character.
	 */
	static String decodeForm(String text) {
		return new String(decode(text.replace('+', ' ')), StandardCharsets.UTF_8);
	}

	private static boolean isHex(char character) {
		return Character.digit(character, 16) >= 0 && character < 0x80;
	}

}
