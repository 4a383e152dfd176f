package io.octostore.spring.lock;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockKeysTests {

	@ParameterizedTest
	@CsvSource({ "4711, 4711", "2026-03, 2026-03", "Zurich, Zurich", "a@b, a.40b", "v1.2, v1.2e2", "a b, a.20b",
			"a/b, a.2fb", "a_b, a.5fb", "\u00e9, .c3.a9", "\ud83e\udd80, .f0.9f.a6.80" })
	void keepsLettersDigitsAndDashesAndEscapesTheRest(String key, String expected) {
		assertThat(LockKeys.encode(key, 64)).isEqualTo(expected);
	}

	@Test
	void encodesValuesWithATextOfTheirOwn() {
		UUID id = UUID.randomUUID();
		assertThat(LockKeys.encode(id, 64)).isEqualTo(id.toString());
		assertThat(LockKeys.encode(-17, 64)).isEqualTo("-17");
		assertThat(LockKeys.encode(Shouting.QUIET, 64)).isEqualTo("QUIET");
	}

	@Test
	@Tag("field-fault-G3")
	void hasOneTextForEqualValues() {
		assertThat(LockKeys.encode(new BigDecimal("1.00"), 64)).isEqualTo(LockKeys.encode(new BigDecimal("1.0"), 64))
			.isEqualTo("1");
		assertThat(LockKeys.encode(new BigDecimal("1000"), 64)).isEqualTo("1000");
		assertThat(LockKeys.encode(new BigDecimal("0.000"), 64)).isEqualTo("0");
		assertThat(LockKeys.encode(new BigDecimal("1E+1000000"), 64)).isEqualTo("1E.2b1000000");
		assertThat(LockKeys.encode(Optional.of("a"), 64)).isEqualTo("a");
		assertThat(LockKeys.encode(OptionalInt.of(7), 64)).isEqualTo("7");
		assertThat(LockKeys.encode(OptionalLong.of(7), 64)).isEqualTo("7");
		assertThat(LockKeys.encode(OptionalDouble.of(7), 64)).isEqualTo("7.2e0");
		assertThat(LockKeys.encode(Locale.GERMANY, 64)).isEqualTo("de-DE");
		assertThat(LockKeys.encode(String.class, 64)).isEqualTo("java.2elang.2eString");
		assertThat(LockKeys.encode(TimeZone.getTimeZone("UTC"), 64)).isEqualTo("UTC");
		assertThat(LockKeys.encode(new StringBuilder("a"), 64)).isEqualTo("a");
	}

	@Test
	@Tag("field-fault-G3")
	void hasOneTextForADateInEveryTimeZone() {
		Date date = new Date(0);
		TimeZone zone = TimeZone.getDefault();
		try {
			for (String id : List.of("UTC", "Europe/Zurich", "Asia/Tokyo")) {
				TimeZone.setDefault(TimeZone.getTimeZone(id));
				assertThat(LockKeys.encode(date, 64)).isEqualTo("1970-01-01T00.3a00.3a00Z");
				assertThat(LockKeys.encode(new Timestamp(0), 64)).isEqualTo("1970-01-01T00.3a00.3a00Z");
				assertThat(LockKeys.encode(new java.sql.Date(0), 64)).isEqualTo("1970-01-01T00.3a00.3a00Z");
			}
		}
		finally {
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void joinsElementsSoThatTheirBordersStayVisible() {
		assertThat(LockKeys.encode(List.of("a", 1), 64)).isEqualTo("a.-1");
		assertThat(LockKeys.encode(new int[] { 1, 2 }, 64)).isEqualTo("1.-2");
		assertThat(LockKeys.encode(List.of("a.-b"), 64)).isNotEqualTo(LockKeys.encode(List.of("a", "b"), 64));
		assertThat(LockKeys.encode(List.of("a-", "b"), 64)).isNotEqualTo(LockKeys.encode(List.of("a", "-b"), 64));
	}

	@Test
	void hashesWhatIsLongerThanItsRoom() {
		String fits = "a".repeat(28);
		String tooLong = "a".repeat(29);
		assertThat(LockKeys.encode(fits, 28)).isEqualTo(fits);
		assertThat(LockKeys.encode(tooLong, 29)).isEqualTo(tooLong);
		assertThat(LockKeys.encode(tooLong, 28)).hasSize(28)
			.startsWith(".h")
			.isEqualTo(LockKeys.encode(tooLong, 28))
			.isNotEqualTo(LockKeys.encode("b" + tooLong, 28));
		assertThat(LockNameRule.PORTABLE.check(LockKeys.encode(tooLong, 28))).isNotEmpty();
	}

	@Test
	void hashCanBeComputedByOthers() {
		assertThat(LockKeys.encode("a".repeat(60), 40)).isEqualTo(".h0htosh44e64li61dnd6tclfumt");
	}

	@Test
	void noOtherKeyIsEncodedLikeAHash() {
		String hashed = LockKeys.encode("x".repeat(100), 28);
		assertThat(LockKeys.encode(hashed, 64)).isNotEqualTo(hashed);
	}

	@Test
	void differentKeysStayDifferentAndCanBeReadBack() {
		Random random = new Random(42);
		Map<String, String> seen = new HashMap<>();
		String alphabet = "aZ09-._h/ \u00e9\u20ac";
		for (int round = 0; round < 20_000; round++) {
			StringBuilder key = new StringBuilder();
			int length = 1 + random.nextInt(5);
			for (int index = 0; index < length; index++) {
				key.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			if (key.toString().isBlank()) {
				continue;
			}
			String encoded = LockKeys.encode(key.toString(), 64);
			assertThat(decode(encoded)).isEqualTo(key.toString());
			assertThat(seen.computeIfAbsent(encoded, (any) -> key.toString())).isEqualTo(key.toString());
			assertThat(LockNameRule.PORTABLE.check("n." + encoded)).endsWith(encoded);
		}
	}

	@Test
	void refusesValuesThatNameNothing() {
		for (Object value : Arrays.asList(null, "", "  ", List.of(), List.of("a", ""), Arrays.asList("a", null))) {
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockKeys.encode(value, 64))
				.withMessageStartingWith("The value of the lock's key is ");
		}
	}

	@Test
	void refusesValuesWhoseTextIsNotTheSameEverywhere() {
		for (Object value : List.of(new Object(), Set.of("a", "b"), Map.of("a", "b"), Optional.empty(),
				Calendar.getInstance(), Stream.of("a"), List.of(List.of("a")), List.of(new int[] { 1 }))) {
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockKeys.encode(value, 64))
				.withMessageContaining("a text of its own");
		}
	}

	@Test
	void refusesHalfACharacter() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockKeys.encode("a\ud83e", 64))
			.withMessageContaining("half a surrogate pair");
	}

	@Test
	void refusesTooLittleRoom() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockKeys.encode("a", 27))
			.withMessageContaining("28 or more")
			.withMessageContaining("27");
	}

	private static String decode(String encoded) {
		byte[] octets = new byte[encoded.length()];
		int count = 0;
		for (int index = 0; index < encoded.length(); index++) {
			char character = encoded.charAt(index);
			if (character == '.') {
				octets[count++] = (byte) Integer.parseInt(encoded.substring(index + 1, index + 3), 16);
				index += 2;
			}
			else {
				octets[count++] = (byte) character;
			}
		}
		return new String(octets, 0, count, StandardCharsets.UTF_8);
	}

	private enum Shouting {

		QUIET;

		@Override
		public String toString() {
			return "not a stable text";
		}

	}

}
