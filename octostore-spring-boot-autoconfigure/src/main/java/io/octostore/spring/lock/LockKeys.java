package io.octostore.spring.lock;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Turns the value of a lock's key into characters that every server accepts in a lock
 * name, so that different keys never become the same lock.
 * <p>
 * The scheme:
 * <ol>
 * <li>Each value has a text of its own that is the same on every instance: an enum its
 * {@code name()}; a {@link java.math.BigDecimal} its digits without zeros at the end; a
 * {@link java.util.Date} its instant; a {@link java.util.Locale} its language tag; an
 * {@link java.util.Optional} the text of its value; every other type with a
 * {@code toString()} of its own that text, java.time, {@link java.util.UUID} and records
 * among them. Sets, maps, calendars and types without {@code toString()} are
 * refused.</li>
 * <li>ASCII letters, digits and {@code -} stay as they are.</li>
 * <li>Every other character becomes, byte by byte of its UTF-8 form, a {@code .} and two
 * lower-case hexadecimal digits: {@code a@b} becomes {@code a.40b}, {@code v1.2} becomes
 * {@code v1.2e2}.</li>
 * <li>The elements of a {@link List} or array, for a key such as {@code {#tenant, #id}},
 * are encoded one by one and joined by {@code .-}.</li>
 * <li>What is longer than the room that the lock's name leaves is replaced by {@code .h}
 * and the first 128 bits of the SHA-256 of what it replaces, as 26 digits to the base 32
 * ({@code 0} to {@code 9}, {@code a} to {@code v}).</li>
 * </ol>
 * After a {@code .} comes a hexadecimal digit in an escape, {@code -} between elements
 * and {@code h} before a hash; so a key that is not hashed can be read back in one way
 * only, and two keys share a lock only if their SHA-256 hashes share 128 bits. Even then
 * they would exclude each other needlessly, nothing worse.
 *
 * @since 0.1.0
 */
public final class LockKeys {

	/**
	 * Characters of a hashed key, and so the least room that a key needs.
	 */
	static final int HASHED_LENGTH = 28;

	private static final String ELEMENT_SEPARATOR = ".-";

	private static final HexFormat HEX = HexFormat.of();

	private LockKeys() {
	}

	/**
	 * Encode the value of a key.
	 * @param value the value: not {@code null} and not blank, nor any element of it
	 * @param room how many characters the result may have, 28 or more
	 * @return letters, digits, {@code -} and {@code .}
	 * @throws OctoStoreValidationException if there is no value, if its text is blank or
	 * no valid Unicode, or if its type has no text of its own that would be the same on
	 * every instance
	 */
	public static String encode(@Nullable Object value, int room) {
		if (room < HASHED_LENGTH) {
			throw new OctoStoreValidationException(
					"room for a lock's key must be " + HASHED_LENGTH + " or more characters, but is " + room);
		}
		String key = isSeveral(value) ? encodeAll(elements(value)) : encodeText(LockKeyText.of(value));
		return (key.length() <= room) ? key : ".h" + hash(key);
	}

	private static boolean isSeveral(@Nullable Object value) {
		return value instanceof List<?> || (value != null && value.getClass().isArray());
	}

	private static String encodeAll(List<? extends @Nullable Object> elements) {
		List<String> encoded = new ArrayList<>();
		for (@Nullable
		Object element : elements) {
			encoded.add(encodeText(LockKeyText.of(element)));
		}
		return String.join(ELEMENT_SEPARATOR, encoded);
	}

	private static List<? extends @Nullable Object> elements(@Nullable Object value) {
		List<@Nullable Object> elements = new ArrayList<>();
		if (value instanceof List<?> list) {
			elements.addAll(list);
		}
		else if (value != null) {
			for (int index = 0; index < Array.getLength(value); index++) {
				elements.add(Array.get(value, index));
			}
		}
		if (elements.isEmpty()) {
			throw invalid("is an empty list");
		}
		return elements;
	}

	private static String encodeText(String text) {
		if (isPlain(text)) {
			return text;
		}
		StringBuilder encoded = new StringBuilder(text.length() + 8);
		for (byte octet : utf8(text)) {
			if (isPlain(octet)) {
				encoded.append((char) octet);
			}
			else {
				encoded.append('.');
				HEX.toHexDigits(encoded, octet);
			}
		}
		return encoded.toString();
	}

	private static byte[] utf8(String text) {
		try {
			ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
			byte[] octets = new byte[buffer.remaining()];
			buffer.get(octets);
			return octets;
		}
		catch (CharacterCodingException ex) {
			throw invalid("contains half a surrogate pair");
		}
	}

	private static boolean isPlain(String text) {
		for (int index = 0; index < text.length(); index++) {
			if (!isPlain(text.charAt(index))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPlain(int octet) {
		return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9')
				|| octet == '-';
	}

	private static String hash(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
			String digits = new BigInteger(1, Arrays.copyOf(digest, 16)).toString(32);
			return "0".repeat(HASHED_LENGTH - 2 - digits.length()) + digits;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	static OctoStoreValidationException invalid(String what) {
		return new OctoStoreValidationException("The value of the lock's key " + what
				+ "; it must be a text, number, enum, date or other value with a text of its own, or a list of such");
	}

}
