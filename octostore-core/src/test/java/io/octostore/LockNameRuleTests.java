package io.octostore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockNameRuleTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "nightly-report", "Jobs.2026-03-01", "0", "...", "-" })
	void portableAcceptsWhatEveryServerAccepts(String name) {
		assertThat(LockNameRule.PORTABLE.check(name)).isEqualTo(name);
		assertThat(LockNameRule.HIERARCHICAL.check(name)).isEqualTo(name);
	}

	@Test
	void portableAccepts64CharactersAndNotOneMore() {
		assertThat(LockNameRule.PORTABLE.check("x".repeat(64))).hasSize(64);
		assertRefused(LockNameRule.PORTABLE, "x".repeat(65), "at most 64 characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a_b", "a/b", "é", "a:b", "a\n", "a%2F" })
	void portableRefusesOtherCharacters(String name) {
		assertRefused(LockNameRule.PORTABLE, name, "ASCII letters, digits, '-' and '.'");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", ".." })
	void refusesNamesThatUrlsGiveAnotherMeaning(String name) {
		assertRefused(LockNameRule.PORTABLE, name, "'.' or '..'");
	}

	@Test
	void refusesAnEmptyName() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockNameRule.HIERARCHICAL.check(""))
			.withMessageContaining("must not be empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs/nightly", "a_b", "équipe", "队列", "½", "a/./b", "__election/x" })
	void hierarchicalLeavesTheJudgementOnOtherLettersToTheServer(String name) {
		assertThat(LockNameRule.HIERARCHICAL.check(name)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a:b", "a~b", "a@b", "a\u0000b", "a%b" })
	void hierarchicalRefusesOtherAsciiCharacters(String name) {
		assertRefused(LockNameRule.HIERARCHICAL, name, "letters, digits, '-', '_', '.' and '/'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a", "a/", "a//b", "/" })
	void hierarchicalRefusesEmptySegments(String name) {
		assertRefused(LockNameRule.HIERARCHICAL, name, "start or end with '/'");
	}

	@Test
	void hierarchicalRefusesAParentSegment() {
		assertRefused(LockNameRule.HIERARCHICAL, "a/../b", "segment '..'");
	}

	@Test
	void hierarchicalCountsBytesOfASegment() {
		assertThat(LockNameRule.HIERARCHICAL.check("é".repeat(32))).hasSize(32);
		assertRefused(LockNameRule.HIERARCHICAL, "é".repeat(33), "64 UTF-8 bytes between two '/'");
	}

	@Test
	void hierarchicalCountsBytesOfTheWholeName() {
		String segment = "x".repeat(63) + "/";
		assertThat(LockNameRule.HIERARCHICAL.check(segment.repeat(4).substring(0, 255) + "")).hasSize(255);
		assertRefused(LockNameRule.HIERARCHICAL, segment.repeat(4) + "x", "at most 256 UTF-8 bytes");
	}

	@Test
	void hierarchicalRefusesHalfASurrogatePair() {
		assertRefused(LockNameRule.HIERARCHICAL, "a\ud800", "valid Unicode");
	}

	@Test
	void showsNoControlCharactersAndNoEndlessText() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockNameRule.PORTABLE.check("a\nb" + "x".repeat(1000)))
			.satisfies(
					(ex) -> assertThat(ex.getMessage()).doesNotContain("\n").hasSizeLessThan(250).contains("U+000A"));
	}

	private static void assertRefused(LockNameRule rule, String name, String reason) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> rule.check(name))
			.withMessageStartingWith("Lock name '")
			.withMessageContaining(reason);
	}

}
