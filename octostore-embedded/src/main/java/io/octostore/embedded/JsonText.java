package io.octostore.embedded;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A JSON text, read from its beginning and no further than it is asked for, as the real
 * server reads it. Text that is not JSON ends in an {@link HttpProblem} with status 400.
 */
final class JsonText {

	/** What {@link #peek()} finds at the end of the text; no JSON has it elsewhere. */
	private static final char END = '\0';

	/** In place of bytes that are not UTF-8; decoding yields it for nothing else. */
	private static final String NO_CHARACTER = "\uD800";

	private final CharBuffer text;

	JsonText(byte[] json) {
		try {
			this.text = StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPLACE)
				.replaceWith(NO_CHARACTER)
				.decode(ByteBuffer.wrap(json));
		}
		catch (CharacterCodingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The next character that is not white space. It stays where it is.
	 */
	char peek() {
		while (isAt(' ') || isAt('\n') || isAt('\t') || isAt('\r')) {
			this.text.get();
		}
		return this.text.hasRemaining() ? this.text.get(this.text.position()) : END;
	}

	private boolean isAt(char character) {
		return this.text.hasRemaining() && this.text.get(this.text.position()) == character;
	}

	private boolean isAtDigit() {
		return this.text.hasRemaining() && isDigit(this.text.get(this.text.position()));
	}

	static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	/**
	 * Reads over a character that has to come next.
	 */
	void expect(char character) {
		if (peek() != character) {
			throw HttpProblem.malformedBody();
		}
		this.text.get();
	}

	/**
	 * Reads over a word, such as {@code null}.
	 */
	void literal(String literal) {
		for (int index = 0; index < literal.length(); index++) {
			if (next() != literal.charAt(index)) {
				throw HttpProblem.malformedBody();
			}
		}
	}

	private char next() {
		if (!this.text.hasRemaining()) {
			throw HttpProblem.malformedBody();
		}
		return this.text.get();
	}

	/**
	 * Reads a number as it is written.
	 */
	String number() {
		int start = this.text.position();
		skipNumber();
		String number = this.text.duplicate().position(start).limit(this.text.position()).toString();
		if (Double.isInfinite(Double.parseDouble(number))) {
			throw HttpProblem.malformedBody();
		}
		return number;
	}

	private void skipNumber() {
		if (isAt('-')) {
			this.text.get();
		}
		if (isAt('0')) {
			this.text.get();
			if (isAtDigit()) {
				throw HttpProblem.malformedBody();
			}
		}
		else {
			digits();
		}
		if (isAt('.')) {
			this.text.get();
			digits();
		}
		if (isAt('e') || isAt('E')) {
			this.text.get();
			if (isAt('+') || isAt('-')) {
				this.text.get();
			}
			digits();
		}
	}

	private void digits() {
		if (!isAtDigit()) {
			throw HttpProblem.malformedBody();
		}
		while (isAtDigit()) {
			this.text.get();
		}
	}

	/**
	 * Reads a string, or the name of a member.
	 */
	String string() {
		expect('"');
		StringBuilder string = new StringBuilder();
		while (!isAt('"')) {
			char character = character();
			string.append(character);
			if (Character.isHighSurrogate(character)) {
				character = character();
				if (!Character.isLowSurrogate(character)) {
					throw HttpProblem.malformedBody();
				}
				string.append(character);
			}
			else if (Character.isLowSurrogate(character)) {
				throw HttpProblem.malformedBody();
			}
		}
		this.text.get();
		return string.toString();
	}

	private char character() {
		char character = next();
		if (character < ' ') {
			throw HttpProblem.malformedBody();
		}
		return (character == '\\') ? escaped() : character;
	}

	private char escaped() {
		return switch (next()) {
			case '"' -> '"';
			case '\\' -> '\\';
			case '/' -> '/';
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
			default -> throw HttpProblem.malformedBody();
		};
	}

	private int hex() {
		char character = next();
		int digit = (character < 0x80) ? Character.digit(character, 16) : -1;
		if (digit < 0) {
			throw HttpProblem.malformedBody();
		}
		return digit;
	}

	/**
	 * Reads over a value that is no array and no object, which has to make sense.
	 */
	void scalar() {
		switch (peek()) {
			case '"' -> string();
			case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
			default -> word();
		}
	}

	private void word() {
		switch (peek()) {
			case 'n' -> literal("null");
			case 't' -> literal("true");
			case 'f' -> literal("false");
			default -> throw HttpProblem.malformedBody();
		}
	}

	/**
	 * Skips a value that is not asked for. Its strings may hold what is no text, and its
	 * numbers may be of any size. It may be nested to any depth.
	 */
	void skipValue() {
		StringBuilder ends = new StringBuilder();
		do {
			if (!opens(ends)) {
				skipScalar();
				closes(ends);
			}
		}
		while (!ends.isEmpty());
	}

	/**
	 * Enters an array or object, if there is one, up to its first value, or up to the
	 * next value after it if it is empty.
	 */
	private boolean opens(StringBuilder ends) {
		char start = peek();
		if (start != '[' && start != '{') {
			return false;
		}
		expect(start);
		char end = (start == '[') ? ']' : '}';
		ends.append(end);
		if (peek() == end) {
			closes(ends);
		}
		else if (start == '{') {
			skipName();
		}
		return true;
	}

	/**
	 * Leaves the arrays and objects that end here, up to the next value.
	 */
	private void closes(StringBuilder ends) {
		while (!ends.isEmpty()) {
			char end = ends.charAt(ends.length() - 1);
			if (peek() != end) {
				expect(',');
				if (end == '}') {
					skipName();
				}
				return;
			}
			expect(end);
			ends.setLength(ends.length() - 1);
		}
	}

	private void skipName() {
		skipString();
		expect(':');
	}

	private void skipString() {
		expect('"');
		while (!isAt('"')) {
			character();
		}
		this.text.get();
	}

	private void skipScalar() {
		char first = peek();
		if (first == '"') {
			skipString();
		}
		else if (first == '-' || isDigit(first)) {
			skipNumber();
		}
		else {
			word();
		}
	}

}
