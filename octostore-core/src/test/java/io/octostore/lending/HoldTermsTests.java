package io.octostore.lending;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.LockNameRule;
import io.octostore.authority.TtlRange;
import io.octostore.lease.LeaseTerms;
import io.octostore.testsupport.ScriptedAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What lasts as long as a hold.
 */
class HoldTermsTests {

	private static final TtlRange RANGE = TtlRange.ofSeconds(10, 300);

	private static final Duration SESSION = Duration.ofSeconds(30);

	@ParameterizedTest
	@CsvSource({ "PT30S, PT30S", "PT30.001S, PT1M", "PT1M, PT1M", "PT1M0.5S, PT2M", "PT1M1S, PT2M", "PT5M, PT5M",
			"PT5M0.001S, PT30S" })
	void aSessionLastsForWholeMinutes(Duration hold, Duration session) {
		assertThat(HoldTerms.sessionTtl(SESSION, hold, RANGE)).isEqualTo(session);
	}

	@ParameterizedTest
	@CsvSource({ "PT1M, PT1M5S", "PT1M0.5S, PT1M6S" })
	void aLockThatBelongsToTheTokenLastsForAFewSecondsMore(Duration hold, Duration ttl) {
		LeaseTerms terms = HoldTerms.of(LeaseTerms.withoutSession(SESSION), hold, ScriptedAuthority.TRAITS, "job",
				LockNameRule.PORTABLE);
		assertThat(terms.ttl()).isEqualTo(ttl);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 58 })
	void aMarkerIsNamedAfterItsLock(int length) {
		String name = "x".repeat(length);
		assertThat(HoldTerms.marker(name, LockNameRule.PORTABLE)).isEqualTo(name + "..held");
	}

	@Test
	void aMarkerOfALongNameIsNoLongerThanANameMayBe() {
		String name = "x".repeat(59);
		String marker = HoldTerms.marker(name, LockNameRule.PORTABLE);
		assertThat(marker).hasSizeLessThanOrEqualTo(64);
		assertThat(LockNameRule.PORTABLE.check(marker)).isEqualTo(marker);
		assertThat(HoldTerms.marker("x".repeat(60), LockNameRule.PORTABLE)).isNotEqualTo(marker);
	}

	@Test
	void theLimitIsThatOfTheLastPartOfAHierarchicalName() {
		String name = "billing/" + "x".repeat(58);
		assertThat(HoldTerms.marker(name, LockNameRule.HIERARCHICAL)).isEqualTo(name + "..held");
	}

}
