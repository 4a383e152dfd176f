package io.octostore;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The encoding of {@link LockNameRule#encode}. A name without {@code ..} stands for
 * itself. In any other, {@code ..} before two hexadecimal digits is an escape, before
 * {@code h} a hash, and every other {@code .} stands for itself; so each name can be read
 * back in one way only.
 */
final class LockNameEncoding {

	private static final int MAX_LENGTH = 64;

	private static final String RESERVED = "__election/";

	private static final String ESCAPE = "..";

	private static final String HASH = "..h";

	private static final int HASH_DIGITS = 26;

	private static final HexFormat HEX = HexFormat.of();

	private LockNameEncoding() {
	}

	static String encode(String text, int maxLength, LockNameRule rule) {
		int hashLength = HASH.length() + HASH_DIGITS;
		if (maxLength < hashLength || maxLength > MAX_LENGTH) {
			throw new OctoStoreValidationException(
					"maxLength must be " + hashLength + " to " + MAX_LENGTH + ", but is " + maxLength);
		}
		if (text.isEmpty()) {
			throw new OctoStoreValidationException("The text of a lock's name must not be empty");
		}
		byte[] octets = utf8(text);
		if (octets.length <= maxLength && standsForItself(text, rule)) {
			return text;
		}
		String encoded = escape(octets);
		if (encoded.length() <= maxLength) {
			return encoded;
		}
		return encoded.substring(0, maxLength - hashLength) + HASH + hash(octets);
	}

	/**
	 * Which characters outside ASCII are letters is for the server to say, and some names
	 * are reserved; both are encoded, because a key must not be refused.
	 */
	private static boolean standsForItself(String text, LockNameRule rule) {
		return text.chars().allMatch((character) -> character < 0x80) && !text.contains(ESCAPE)
				&& !text.startsWith(RESERVED) && rule.accepts(text);
	}

	private static String escape(byte[] octets) {
		StringBuilder encoded = new StringBuilder(octets.length + 8);
		for (int index = 0; index < octets.length; index++) {
			byte octet = octets[index];
			boolean alone = octets.length == 1;
			boolean beforeDot = index + 1 < octets.length && octets[index + 1] == '.';
			if (isPlain(octet) || (octet == '.' && !beforeDot && !alone)) {
				encoded.append((char) octet);
			}
			else {
				encoded.append(ESCAPE);
				HEX.toHexDigits(encoded, octet);
			}
		}
		return encoded.toString();
	}

	private static boolean isPlain(byte octet) {
		return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9')
				|| octet == '-';
	}

	private static byte[] utf8(String text) {
		try {
			ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
			byte[] octets = new byte[buffer.remaining()];
			buffer.get(octets);
			return octets;
		}
		catch (CharacterCodingException ex) {
			throw new OctoStoreValidationException("The text of a lock's name contains half a surrogate pair");
		}
	}

	private static String hash(byte[] octets) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
			String digits = new BigInteger(1, Arrays.copyOf(digest, 16)).toString(32);
			return "0".repeat(HASH_DIGITS - digits.length()) + digits;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
