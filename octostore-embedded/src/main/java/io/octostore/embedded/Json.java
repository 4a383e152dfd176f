package io.octostore.embedded;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object under construction. Numbers, booleans, maps and lists keep their type,
 * everything else is written as the string that it calls itself: {@code Instant} and
 * {@code UUID} have exactly the forms that the protocol wants.
 */
final class Json {

	private static final JsonFactory FACTORY = new JsonFactory();

	private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

	static Json object() {
		return new Json();
	}

	Json put(String name, @Nullable Object value) {
		this.members.put(name, value);
		return this;
	}

	byte[] toBytes() {
		return toBytes(this);
	}

	static byte[] toBytes(@Nullable Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			write(generator, value);
		}
		return bytes.toByteArray();
	}

	private static void write(JsonGenerator generator, @Nullable Object value) {
		if (value instanceof Json object) {
			generator.writeStartObject();
			object.members.forEach((name, member) -> {
				generator.writeName(name);
				write(generator, member);
			});
			generator.writeEndObject();
		}
		else if (value instanceof Iterable<?> elements) {
			generator.writeStartArray();
			elements.forEach((element) -> write(generator, element));
			generator.writeEndArray();
		}
		else if (value instanceof Integer || value instanceof Long) {
			generator.writeNumber(((Number) value).longValue());
		}
		else if (value instanceof Double number) {
			generator.writeNumber(number);
		}
		else if (value instanceof Boolean flag) {
			generator.writeBoolean(flag);
		}
		else if (value == null) {
			generator.writeNull();
		}
		else {
			generator.writeString(value.toString());
		}
	}

}
