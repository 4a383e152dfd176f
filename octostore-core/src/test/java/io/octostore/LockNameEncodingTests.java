package io.octostore;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockNameEncodingTests {

	@ParameterizedTest
	@ValueSource(strings = { "nightly-report", "com.acme.Job.run", "v1.2e", "a.", ".a", ".h", "-" })
	void leavesALegalNameAsItIs(String name) {
		assertThat(LockNameRule.PORTABLE.encode(name, 64)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TaskScheduler_scheduledTask", "jobs/nightly" })
	void leavesANameAsItIsThatOnlyTheHierarchicalRuleAccepts(String name) {
		assertThat(LockNameRule.HIERARCHICAL.encode(name, 64)).isEqualTo(name);
		assertThat(LockNameRule.PORTABLE.encode(name, 64)).isNotEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource({ "daily_report, daily..5freport", "a b, a..20b", "a._b, a...5fb", "a..b, a..2e.b", "'.', ..2e",
			"é, ..c3..a9", "/data/in, ..2fdata..2fin" })
	void escapesWhatIsNotLegal(String text, String name) {
		assertThat(LockNameRule.PORTABLE.encode(text, 64)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "é", "__election/x", "a//b", "a:b" })
	void escapesWhatAServerMightRefuseUnderTheHierarchicalRule(String text) {
		assertThat(LockNameRule.HIERARCHICAL.encode(text, 64)).contains("..");
	}

	@Test
	void cutsWhatIsTooLongAndAddsAHash() {
		String one = LockNameRule.PORTABLE.encode("x".repeat(64) + "1", 64);
		String other = LockNameRule.PORTABLE.encode("x".repeat(64) + "2", 64);
		assertThat(one).hasSize(64).matches("x{35}\\.\\.h[0-9a-v]{26}");
		assertThat(other).hasSize(64).startsWith("x".repeat(35)).isNotEqualTo(one);
		assertThat(LockNameRule.PORTABLE.encode("x".repeat(30), 29)).hasSize(29).startsWith("..h");
	}

	@ParameterizedTest
	@EnumSource
	void givesEachTextALegalNameOfItsOwn(LockNameRule rule) {
		String[] parts = { "a", ".", "_", "/", "5f", "h", "..", "2e", "é", "" };
		Map<String, String> seen = new HashMap<>();
		for (String first : parts) {
			for (String second : parts) {
				for (String third : parts) {
					for (String fourth : parts) {
						String text = first + second + third + fourth;
						if (!text.isEmpty()) {
							String name = rule.encode(text, 64);
							assertThat(LockNameRule.HIERARCHICAL.check(name)).isEqualTo(rule.check(name));
							assertThat(seen.putIfAbsent(name, text)).isIn(null, text);
						}
					}
				}
			}
		}
	}

	@Test
	void refusesAnEmptyText() {
		assertRefused("", 64, "must not be empty");
	}

	@Test
	void refusesHalfASurrogatePair() {
		assertRefused("a\ud800", 64, "half a surrogate pair");
	}

	@ParameterizedTest
	@ValueSource(ints = { 28, 65 })
	void refusesALengthOutOfRange(int maxLength) {
		assertRefused("a", maxLength, "29 to 64, but is " + maxLength);
	}

	private static void assertRefused(String text, int maxLength, String message) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockNameRule.PORTABLE.encode(text, maxLength))
			.withMessageContaining(message);
	}

}
