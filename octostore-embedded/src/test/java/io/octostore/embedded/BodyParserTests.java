package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Section 1.2 of the protocol's description: 400 for what is no JSON, 422 for JSON of
 * another shape, and the first error in the text decides.
 */
class BodyParserTests {

	private static final BodyShape SHAPE = BodyShape.of(BodyShape.optional("n", BodyShape.Type.UNSIGNED),
			BodyShape.optional("t", BodyShape.Type.TEXT), BodyShape.optional("f", BodyShape.Type.FLAG),
			BodyShape.optional("u", BodyShape.Type.UUID), BodyShape.optional("l", BodyShape.Type.TEXTS),
			BodyShape.optional("o", BodyShape.of(BodyShape.required("l", BodyShape.Type.TEXTS))));

	private static final BodyShape REQUIRED = BodyShape.of(BodyShape.required("u", BodyShape.Type.UUID));

	private static Body parse(String json) {
		return BodyParser.parse(json.getBytes(StandardCharsets.UTF_8), SHAPE);
	}

	private static void assertStatus(int status, String... bodies) {
		for (String body : bodies) {
			HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> parse(body));
			assertThat(problem).as(body).isNotNull();
			assertThat(problem.status()).as(body).isEqualTo(status);
		}
	}

	@Test
	void readsAllTypes() {
		UUID uuid = UUID.randomUUID();
		Body body = parse("{\"n\":4294967295,\"t\":\"\\u00e9\\u0000\",\"f\":true,\"u\":\"" + uuid
				+ "\",\"l\":[\"a\",\"b\"],\"o\":{\"l\":[]}}");
		assertThat(body.number("n")).isEqualTo(4294967295L);
		assertThat(body.text("t")).isEqualTo("é\0");
		assertThat(body.flag("f")).isTrue();
		assertThat(body.uuid("u")).isEqualTo(uuid);
		assertThat(body.texts("l")).containsExactly("a", "b");
		assertThat(body.object("o").texts("l")).isEmpty();
	}

	@Test
	void readsAnArrayOfAllMembersInTheirOrder() {
		UUID uuid = UUID.randomUUID();
		Body body = parse("[5,\"x\",null,\"" + uuid + "\",[],[[\"a\"]]]");
		assertThat(body.number("n")).isEqualTo(5);
		assertThat(body.text("t")).isEqualTo("x");
		assertThat(body.uuid("u")).isEqualTo(uuid);
		assertThat(body.object("o").texts("l")).containsExactly("a");
	}

	@Test
	void refusesArraysOfOtherThings() {
		assertStatus(400, "[", "[5", "[5x", "[5,", "[5,]", "[x", "[\"x", "[5,\"x\",null,null,null,null",
				"[5,\"x\",null,null,null,null,1]", "{\"o\":[}}", "{\"o\":[x]}", "{\"o\":[", "{\"o\":[[],1]}");
		assertStatus(422, "[]", "[5]", "[5,5", "[truex", "{\"o\":[]}", "{\"o\":[1]}", "{\"o\":[\"a\"");
	}

	@Test
	void treatsNullAsAbsent() {
		Body body = parse("{\"n\":null,\"t\":null,\"f\":null,\"u\":null,\"l\":null,\"o\":null}");
		assertThat(body.number("n")).isNull();
		assertThat(body.text("t")).isNull();
		assertThat(body.flag("f")).isFalse();
		assertThat(body.object("o")).isNull();
	}

	@Test
	void ignoresUnknownMembersOfAnyType() {
		String deep = "[".repeat(5000) + "]".repeat(5000);
		assertThat(parse("{\"x\":" + deep + ",\"y\":{\"n\":\"z\"},\"y\":1,\"n\":7}").number("n")).isEqualTo(7);
		for (String value : List.of("1e999", "\"\\ud800\"", "[]", "{}", "[[],{},0]",
				"{\"\\udc00\":[],\"b\":{\"c\":-0.5e-7}}", " [ true , false , null ] ")) {
			assertThat(parse("{\"x\":" + value + ",\"n\":7}").number("n")).as(value).isEqualTo(7);
		}
	}

	@Test
	void refusesUnknownMembersThatAreNoJson() {
		for (String value : List.of("", "]", "}", "x", "tru", "05", "1.", "-", "[1,]", "[1 2]", "[}", "{\"a\"}",
				"{\"a\":1,}", "{1:1}", "\"\\q\"", "\"\\u12g4\"", "\"a\nb\"", "[[1]", "{\"a\":[1}")) {
			assertStatus(400, "{\"x\":" + value + ",\"n\":7}");
		}
	}

	@Test
	void doesNotDecodeUnknownMembers() {
		byte[] bytes = "{\"x\":\"?\",\"n\":7}".getBytes(StandardCharsets.UTF_8);
		bytes[6] = (byte) 0xFF;
		assertThat(BodyParser.parse(bytes, SHAPE).number("n")).isEqualTo(7);
	}

	@Test
	void decodesNamesOfMembers() {
		assertThat(parse("{\"\\u006e\":7}").number("n")).isEqualTo(7);
	}

	@Test
	void ignoresWhatFollowsTheFirstValue() {
		assertThat(parse("{\"n\":5} xyz").number("n")).isEqualTo(5);
		assertThat(parse("{\"n\":5}}").number("n")).isEqualTo(5);
	}

	@Test
	void refusesWhatIsNoJson() {
		assertStatus(400, "", "  ", "x", "]", "[x", "nul", "05", "\"x", "{", "{n:1}", "{\"n\":1", "{\"n\":1,}",
				"{\"n\" 1}", "{\"n\":05}", "{\"n\":+5}", "{\"n\":NaN}", "{\"n\":nullx}", "{\"f\":truex}", "{\"t\":05}",
				"{\"t\":5.}", "{\"t\":5e}", "{\"n\":-}", "{\"n\":1e999}", "{\"t\":-1e999}", "{\"t\":\"a\nb\"}",
				"{\"t\":\"\\ud800\"}", "{\"t\":\"\\udc00\\ud800\"}", "{\"\\ud800\":1}", "{\"t\":\"\\q\"}", "{\"t\":\"a",
				"\uFEFF{}", "{\"n\":1 \"t\":\"x\"}", "{\"l\":[\"a\"", "{\"n\":'1'}", "{/**/}");
	}

	@Test
	void refusesInvalidUtf8() {
		byte[] bytes = "{\"t\":\"x\"}".getBytes(StandardCharsets.UTF_8);
		bytes[6] = (byte) 0xFF;
		HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> BodyParser.parse(bytes, SHAPE));
		assertThat(problem.status()).isEqualTo(400);
	}

	@Test
	void refusesAnotherShape() {
		assertStatus(422, "null", "nullx", "truex", "5", " 5x", "-5x", "\"x\"y", "\"x\"", "{\"n\":\"60\"}",
				"{\"n\":-1}", "{\"n\":-0}", "{\"n\":1.5}", "{\"n\":60.0}", "{\"n\":1e2}", "{\"n\":4294967296}",
				"{\"n\":123456789012345678901234567890}", "{\"n\":true}", "{\"n\":truex", "{\"n\":-5x", "{\"f\":1x",
				"{\"n\":5.0.0", "{\"n\":[]}", "{\"n\":{}}", "{\"t\":1}", "{\"t\":true}", "{\"f\":1}",
				"{\"f\":\"true\"}", "{\"u\":\"x\"}", "{\"u\":5}", "{\"n\":1,\"n\":2}", "{\"n\":null,\"n\":2}",
				"{\"n\":1,\"n\"", "{\"n\":1,\"n\":x", "{\"l\":\"a\"}", "{\"l\":[1]}", "{\"l\":[null]}", "{\"o\":[]}",
				"{\"o\":{}}", "{\"o\":{\"l\":null}}", "{\"o\":1}");
	}

	@Test
	void letsTheFirstErrorDecide() {
		assertStatus(422, "{\"n\":\"60\"", "{\"n\":\"60\", garbage", "{\"n\":[garbage");
		assertStatus(400, "{garbage, \"n\":\"60\"}", "{\"n\":1 garbage, \"t\":1}", "{\"n\":\"\\q\"}", "{\"n\":\"60");
	}

	@Test
	void noticesMissingMembersAtTheEnd() {
		HttpProblem missing = catchThrowableOfType(HttpProblem.class,
				() -> BodyParser.parse("{\"x\":1}".getBytes(StandardCharsets.UTF_8), REQUIRED));
		assertThat(missing.status()).isEqualTo(422);
		HttpProblem unfinished = catchThrowableOfType(HttpProblem.class,
				() -> BodyParser.parse("{\"x\":1".getBytes(StandardCharsets.UTF_8), REQUIRED));
		assertThat(unfinished.status()).isEqualTo(400);
		HttpProblem absent = catchThrowableOfType(HttpProblem.class,
				() -> BodyParser.parse("{\"u\":null}".getBytes(StandardCharsets.UTF_8), REQUIRED));
		assertThat(absent.status()).isEqualTo(422);
	}

	@Test
	void acceptsUuidsInFourForms() {
		String hyphenated = "4B0D3C5E-1c1f-4a53-9a6e-0d5b1f6a7c11";
		UUID uuid = UUID.fromString(hyphenated);
		assertThat(UuidText.parse(hyphenated)).isEqualTo(uuid);
		assertThat(UuidText.parse(hyphenated.replace("-", ""))).isEqualTo(uuid);
		assertThat(UuidText.parse("{" + hyphenated + "}")).isEqualTo(uuid);
		assertThat(UuidText.parse("urn:uuid:" + hyphenated)).isEqualTo(uuid);
		assertThat(UuidText.parse("URN:UUID:" + hyphenated)).isNull();
		assertThat(UuidText.parse(" " + hyphenated)).isNull();
		assertThat(UuidText.parse("{" + hyphenated.replace("-", "") + "}")).isNull();
		assertThat(UuidText.parse(hyphenated.replaceFirst("-", ""))).isNull();
		assertThat(UuidText.parse("1-1-1-1-1")).isNull();
	}

}
