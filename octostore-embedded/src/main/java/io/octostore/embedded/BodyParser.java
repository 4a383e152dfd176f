package io.octostore.embedded;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON body token by token, because the first error in the text decides between
 * 400 (not JSON) and 422 (JSON of another shape). What follows the first value is not
 * read.
 */
final class BodyParser {

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNumberLength(Integer.MAX_VALUE)
			.maxNestingDepth(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private static final Pattern LITERAL = Pattern.compile("[ \\t\\r\\n]*+(null|true|false)");

	private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

	private static final long MAX_UNSIGNED = 0xFFFF_FFFFL;

	private BodyParser() {
	}

	static Body parse(byte[] json, BodyShape shape) {
		String text = validPrefix(json);
		if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
			throw HttpProblem.malformedBody();
		}
		if (LITERAL.matcher(text).lookingAt()) {
			throw HttpProblem.wrongShape();
		}
		// In an array a value may be followed by anything, as it may here.
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), "[" + text)) {
			next(parser);
			JsonToken first = next(parser);
			if (first == JsonToken.START_OBJECT) {
				return object(parser, shape);
			}
			if (first == JsonToken.START_ARRAY) {
				next(parser);
			}
			throw (first == JsonToken.END_ARRAY) ? HttpProblem.malformedBody() : wrongShape(parser);
		}
		catch (JacksonException ex) {
			throw HttpProblem.malformedBody();
		}
	}

	/**
	 * The text up to the first byte that is not UTF-8. Whoever reads beyond it meets the
	 * end of the text, which is the same error.
	 */
	private static String validPrefix(byte[] json) {
		CharBuffer text = CharBuffer.allocate(json.length);
		StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json), text, true);
		return text.flip().toString();
	}

	private static Body object(JsonParser parser, BodyShape shape) {
		Body body = new Body();
		while (next(parser) != JsonToken.END_OBJECT) {
			String name = wellFormed(parser.currentName());
			BodyShape.Member member = shape.member(name);
			if (member != null && body.has(name)) {
				throw HttpProblem.wrongShape();
			}
			JsonToken value = next(parser);
			if (member == null) {
				parser.skipChildren();
			}
			else {
				body.put(name, value(parser, value, member));
			}
		}
		for (BodyShape.Member member : shape.members()) {
			if (member.required() && !body.has(member.name())) {
				throw HttpProblem.wrongShape();
			}
		}
		return body;
	}

	private static @Nullable Object value(JsonParser parser, JsonToken token, BodyShape.Member member) {
		if (token == JsonToken.VALUE_NULL && !member.required()) {
			return null;
		}
		return switch (member.type()) {
			case UNSIGNED -> unsigned(parser, token);
			case TEXT -> text(parser, token);
			case FLAG -> flag(parser, token);
			case UUID -> uuid(parser, token);
			case TEXTS -> texts(parser, token);
			case OBJECT -> nested(parser, token, member);
		};
	}

	private static Long unsigned(JsonParser parser, JsonToken token) {
		if (token != JsonToken.VALUE_NUMBER_INT || !DIGITS.matcher(parser.getString()).matches()
				|| parser.getLongValue() > MAX_UNSIGNED) {
			throw wrongShape(parser);
		}
		return parser.getLongValue();
	}

	private static String text(JsonParser parser, JsonToken token) {
		if (token != JsonToken.VALUE_STRING) {
			throw wrongShape(parser);
		}
		return wellFormed(parser.getString());
	}

	private static Boolean flag(JsonParser parser, JsonToken token) {
		if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
			throw wrongShape(parser);
		}
		return token == JsonToken.VALUE_TRUE;
	}

	private static UUID uuid(JsonParser parser, JsonToken token) {
		UUID uuid = UuidText.parse(text(parser, token));
		if (uuid == null) {
			throw HttpProblem.wrongShape();
		}
		return uuid;
	}

	private static List<String> texts(JsonParser parser, JsonToken token) {
		if (token != JsonToken.START_ARRAY) {
			throw wrongShape(parser);
		}
		List<String> texts = new ArrayList<>();
		for (JsonToken element = next(parser); element != JsonToken.END_ARRAY; element = next(parser)) {
			texts.add(text(parser, element));
		}
		return texts;
	}

	private static Body nested(JsonParser parser, JsonToken token, BodyShape.Member member) {
		if (token == JsonToken.START_ARRAY) {
			// The real server takes an array for a list of the members, and reads on
			next(parser);
		}
		if (token != JsonToken.START_OBJECT || member.nested() == null) {
			throw wrongShape(parser);
		}
		return object(parser, member.nested());
	}

	private static JsonToken next(JsonParser parser) {
		JsonToken token = parser.nextToken();
		if (token == null) {
			throw HttpProblem.malformedBody();
		}
		return token;
	}

	/**
	 * The answer to a value of the wrong type, unless the value is no JSON at all: the
	 * parser decodes strings and numbers only when asked for them.
	 */
	private static HttpProblem wrongShape(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			wellFormed(parser.getString());
		}
		boolean overflows = token != null && token.isNumeric() && Double.isInfinite(parser.getDoubleValue());
		return overflows ? HttpProblem.malformedBody() : HttpProblem.wrongShape();
	}

	private static String wellFormed(String text) {
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (Character.isHighSurrogate(character) && index + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(index + 1))) {
				index++;
			}
			else if (Character.isSurrogate(character)) {
				throw HttpProblem.malformedBody();
			}
		}
		return text;
	}

}
