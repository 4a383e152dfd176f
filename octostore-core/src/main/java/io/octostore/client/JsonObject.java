package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as a server sends it, read member by member with the streaming parser:
 * answers are small and flat, and a hot path and a cold start are both too short for data
 * binding.
 * <p>
 * Members that are {@code null} count as absent, unknown ones do no harm. Failures carry
 * no text of the body, which may hold secrets.
 */
final class JsonObject {

	private static final JsonFactory FACTORY = new JsonFactory();

	private static final int UUID_LENGTH = 36;

	private final Map<String, Object> members;

	private JsonObject(Map<String, Object> members) {
		this.members = members;
	}

	/**
	 * Read a body.
	 * @param body the body
	 * @return the object
	 * @throws MalformedAnswerException if the body is anything else than one JSON object
	 */
	static JsonObject read(byte[] body) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new MalformedAnswerException("the body is not a JSON object");
			}
			JsonObject object = readObject(parser);
			if (parser.nextToken() != null) {
				throw new MalformedAnswerException("the body continues after its JSON object");
			}
			return object;
		}
		catch (JacksonException ex) {
			throw new MalformedAnswerException("the body is not valid JSON");
		}
	}

	/**
	 * Read a body that is an array of objects.
	 * @param body the body
	 * @return the objects
	 * @throws MalformedAnswerException if the body is anything else
	 */
	static List<JsonObject> readAll(byte[] body) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_ARRAY) {
				throw new MalformedAnswerException("the body is not a JSON array");
			}
			List<Object> elements = readArray(parser);
			if (parser.nextToken() != null) {
				throw new MalformedAnswerException("the body continues after its JSON array");
			}
			return elements("the body", elements, JsonObject.class, "objects");
		}
		catch (JacksonException ex) {
			throw new MalformedAnswerException("the body is not valid JSON");
		}
	}

	private static JsonObject readObject(JsonParser parser) {
		Map<String, Object> members = new HashMap<>();
		String name = parser.nextName();
		while (name != null) {
			Object value = readValue(parser, parser.nextToken());
			if ((value != null) ? members.put(name, value) != null : members.containsKey(name)) {
				throw new MalformedAnswerException("a member of the body is there twice");
			}
			name = parser.nextName();
		}
		return new JsonObject(members);
	}

	private static @Nullable Object readValue(JsonParser parser, JsonToken token) {
		return switch (token) {
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case START_OBJECT -> readObject(parser);
			case START_ARRAY -> readArray(parser);
			default -> null;
		};
	}

	private static List<Object> readArray(JsonParser parser) {
		List<Object> elements = new ArrayList<>();
		JsonToken token = parser.nextToken();
		while (token != JsonToken.END_ARRAY) {
			Object element = readValue(parser, token);
			if (element != null) {
				elements.add(element);
			}
			token = parser.nextToken();
		}
		return elements;
	}

	boolean has(String name) {
		return this.members.containsKey(name);
	}

	String string(String name) {
		return required(name, optionalString(name));
	}

	@Nullable String optionalString(String name) {
		return optional(name, String.class, "a string");
	}

	boolean bool(String name) {
		return required(name, optional(name, Boolean.class, "true or false"));
	}

	long integer(String name) {
		return required(name, optionalInteger(name));
	}

	@Nullable Long optionalInteger(String name) {
		Number value = optional(name, Number.class, "a number");
		if (value == null || value instanceof Long) {
			return (Long) value;
		}
		if (value instanceof Integer) {
			return value.longValue();
		}
		throw new MalformedAnswerException("member '" + name + "' is not a 64-bit integer");
	}

	long count(String name) {
		long value = integer(name);
		if (value < 0) {
			throw new MalformedAnswerException("member '" + name + "' is negative");
		}
		return value;
	}

	@Nullable Duration optionalMillis(String name) {
		return has(name) ? Duration.ofMillis(count(name)) : null;
	}

	UUID uuid(String name) {
		return required(name, optionalUuid(name));
	}

	@Nullable UUID optionalUuid(String name) {
		String text = optionalString(name);
		if (text == null) {
			return null;
		}
		try {
			if (text.length() == UUID_LENGTH) {
				return UUID.fromString(text);
			}
		}
		catch (IllegalArgumentException ex) {
			// The length alone does not make it one.
		}
		throw new MalformedAnswerException("member '" + name + "' is not a UUID");
	}

	Instant instant(String name) {
		return required(name, optionalInstant(name));
	}

	@Nullable Instant optionalInstant(String name) {
		String text = optionalString(name);
		if (text == null) {
			return null;
		}
		try {
			return Instant.parse(text);
		}
		catch (DateTimeParseException ex) {
			throw new MalformedAnswerException("member '" + name + "' is not a time");
		}
	}

	JsonObject object(String name) {
		return required(name, optional(name, JsonObject.class, "an object"));
	}

	Optional<JsonObject> optionalObject(String name) {
		return Optional.ofNullable(optional(name, JsonObject.class, "an object"));
	}

	/**
	 * Return a number, which the server also writes as a string, infinity included.
	 * @param name the member
	 * @return the number, not negative
	 */
	double decimal(String name) {
		Object value = required(name, this.members.get(name));
		double number = Double.NaN;
		if (value instanceof Number given) {
			number = given.doubleValue();
		}
		else if (value instanceof String text) {
			number = text.equals("inf") ? Double.POSITIVE_INFINITY : parse(text);
		}
		if (!(number >= 0)) {
			throw new MalformedAnswerException("member '" + name + "' is not a number of 0 or more");
		}
		return number;
	}

	private static double parse(String text) {
		try {
			return Double.parseDouble(text);
		}
		catch (NumberFormatException ex) {
			return Double.NaN;
		}
	}

	long[] counts(String name) {
		List<Number> numbers = elements("member '" + name + "'", array(name), Number.class, "numbers");
		long[] counts = new long[numbers.size()];
		for (int index = 0; index < counts.length; index++) {
			Number number = numbers.get(index);
			counts[index] = number.longValue();
			if (!(number instanceof Integer || number instanceof Long) || counts[index] < 0) {
				throw new MalformedAnswerException("member '" + name + "' holds something other than counts");
			}
		}
		return counts;
	}

	List<String> strings(String name) {
		return elements("member '" + name + "'", array(name), String.class, "strings");
	}

	List<JsonObject> objects(String name) {
		return elements("member '" + name + "'", array(name), JsonObject.class, "objects");
	}

	Set<String> names() {
		return this.members.keySet();
	}

	private List<?> array(String name) {
		return required(name, optional(name, List.class, "an array"));
	}

	private static <T> List<T> elements(String subject, List<?> elements, Class<T> type, String kind) {
		List<T> result = new ArrayList<>(elements.size());
		for (Object element : elements) {
			if (!type.isInstance(element)) {
				throw new MalformedAnswerException(subject + " holds something other than " + kind);
			}
			result.add(type.cast(element));
		}
		return result;
	}

	private <T> @Nullable T optional(String name, Class<T> type, String kind) {
		Object value = this.members.get(name);
		if (value != null && !type.isInstance(value)) {
			throw new MalformedAnswerException("member '" + name + "' is not " + kind);
		}
		return type.cast(value);
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			throw new MalformedAnswerException("member '" + name + "' is missing");
		}
		return value;
	}

}
