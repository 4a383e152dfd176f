package io.octostore.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body value by value, because the first error in the text decides between
 * 400 (not JSON) and 422 (JSON of another shape). What follows the first value is not
 * read.
 */
final class BodyParser {

	private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

	private static final long MAX_UNSIGNED = 0xFFFF_FFFFL;

	private final JsonText json;

	private BodyParser(JsonText json) {
		this.json = json;
	}

	static Body parse(byte[] json, BodyShape shape) {
		return new BodyParser(new JsonText(json)).body(shape);
	}

	private Body body(BodyShape shape) {
		return switch (this.json.peek()) {
			case '{' -> members(shape);
			case '[' -> elements(shape);
			default -> throw anotherType();
		};
	}

	private Body members(BodyShape shape) {
		Body body = new Body();
		this.json.expect('{');
		for (boolean first = true; this.json.peek() != '}'; first = false) {
			if (!first) {
				this.json.expect(',');
			}
			member(body, shape, this.json.string());
		}
		this.json.expect('}');
		for (BodyShape.Member member : shape.members()) {
			if (member.required() && !body.has(member.name())) {
				throw HttpProblem.wrongShape();
			}
		}
		return body;
	}

	private void member(Body body, BodyShape shape, String name) {
		BodyShape.Member member = shape.member(name);
		if (member != null && body.has(name)) {
			throw HttpProblem.wrongShape();
		}
		this.json.expect(':');
		if (member == null) {
			this.json.skipValue();
		}
		else {
			body.put(name, value(member));
		}
	}

	/**
	 * The real server takes an array for a list of all members.
	 */
	private Body elements(BodyShape shape) {
		Body body = new Body();
		this.json.expect('[');
		boolean first = true;
		for (BodyShape.Member member : shape.members()) {
			if (this.json.peek() == ']') {
				throw HttpProblem.wrongShape();
			}
			if (!first) {
				this.json.expect(',');
			}
			first = false;
			body.put(member.name(), value(member));
		}
		this.json.expect(']');
		return body;
	}

	private @Nullable Object value(BodyShape.Member member) {
		if (!member.required() && this.json.peek() == 'n') {
			this.json.literal("null");
			return null;
		}
		return switch (member.type()) {
			case UNSIGNED -> unsigned();
			case TEXT -> text();
			case FLAG -> flag();
			case UUID -> uuid();
			case TEXTS -> texts();
			case OBJECT -> nested(member);
		};
	}

	private Long unsigned() {
		char first = this.json.peek();
		if (first != '-' && !JsonText.isDigit(first)) {
			throw anotherType();
		}
		String number = this.json.number();
		if (!DIGITS.matcher(number).matches() || Long.parseLong(number) > MAX_UNSIGNED) {
			throw HttpProblem.wrongShape();
		}
		return Long.valueOf(number);
	}

	private String text() {
		if (this.json.peek() != '"') {
			throw anotherType();
		}
		return this.json.string();
	}

	private Boolean flag() {
		boolean flag = this.json.peek() == 't';
		if (!flag && this.json.peek() != 'f') {
			throw anotherType();
		}
		this.json.literal(String.valueOf(flag));
		return flag;
	}

	private UUID uuid() {
		UUID uuid = UuidText.parse(text());
		if (uuid == null) {
			throw HttpProblem.wrongShape();
		}
		return uuid;
	}

	private List<String> texts() {
		if (this.json.peek() != '[') {
			throw anotherType();
		}
		this.json.expect('[');
		List<String> texts = new ArrayList<>();
		while (this.json.peek() != ']') {
			if (!texts.isEmpty()) {
				this.json.expect(',');
			}
			texts.add(text());
		}
		this.json.expect(']');
		return texts;
	}

	private Body nested(BodyShape.Member member) {
		BodyShape shape = member.nested();
		if (shape == null) {
			throw new IllegalStateException("member " + member.name() + " has no shape");
		}
		return body(shape);
	}

	/**
	 * The answer to a value of the wrong type, unless the value is no JSON at all. Of an
	 * array or an object the first character is enough.
	 */
	private HttpProblem anotherType() {
		char first = this.json.peek();
		if (first != '[' && first != '{') {
			this.json.scalar();
		}
		return HttpProblem.wrongShape();
	}

}
