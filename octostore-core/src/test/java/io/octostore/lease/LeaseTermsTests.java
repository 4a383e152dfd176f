package io.octostore.lease;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AuthorityTraits;
import io.octostore.testsupport.ScriptedAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeaseTermsTests {

	private static final AuthorityTraits TRAITS = ScriptedAuthority.TRAITS;

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	@ParameterizedTest
	@CsvSource({ "60, 9, 'sessionTtl must be 10 to 300 whole seconds, but is PT9S'",
			"600, 301, 'sessionTtl must be 10 to 300 whole seconds, but is PT5M1S'",
			"3601, 30, 'ttl must be 1 to 3600 whole seconds, but is PT1H1S'",
			"29, 30, 'ttl must not be shorter than the session''s TTL of 30 s, but is 29 s: the session, not the lock, "
					+ "decides how soon a crashed holder''s lock is free'" })
	void areRefusedWithTheArgumentTheValueAndTheRule(long ttl, long session, String message) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.inSession(seconds(ttl), seconds(session), false).checked(TRAITS))
			.withMessage(message);
	}

	@Test
	void ofPartsOfSecondsAreRefused() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.withoutSession(Duration.ofMillis(1500)).checked(TRAITS));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.inSession(seconds(60), Duration.ofMillis(10_500), false).checked(TRAITS));
	}

	@Test
	void needASessionWhereTheAuthorityDoes() {
		AuthorityTraits sessionsOnly = new AuthorityTraits("Elsewhere", TRAITS.sessionTtl(), TRAITS.lockTtl(), false,
				false, OptionalInt.empty(), false, false);
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.withoutSession(seconds(60)).checked(sessionsOnly))
			.withMessage("A lock of Elsewhere cannot belong to a user: it needs a session");
	}

	@Test
	void warnOfALockThatIsLostBeforeItsSession() {
		assertThat(LeaseTerms.inSession(seconds(44), seconds(30), false).problem())
			.hasValueSatisfying((problem) -> assertThat(problem).contains("TTL of 44 s", "session's TTL of 30 s"));
		assertThat(LeaseTerms.inSession(seconds(45), seconds(30), false).problem()).isEmpty();
	}

	@Test
	void warnOfALockWhoseRenewalCannotBeRepeated() {
		assertThat(LeaseTerms.withoutSession(seconds(4)).problem())
			.hasValueSatisfying((problem) -> assertThat(problem).contains("TTL of 4 s leaves no time for a second"));
		assertThat(LeaseTerms.withoutSession(seconds(5)).problem()).isEmpty();
	}

	@Test
	void ofAnySessionAllowTwoAttemptsAndAKeepaliveInTime() {
		assertThat(IntStream.rangeClosed(10, 300).mapToObj(LeaseTermsTests::seconds)).allSatisfy((session) -> {
			assertThat(LeaseTimings.allowsTwoAttempts(session)).isTrue();
			assertThat(LeaseTimings.confirmAfter(session, () -> 0)).isLessThan(session.toNanos() * 4 / 10);
			assertThat(LeaseTerms.inSession(LeaseTimings.defaultLockTtl(session), session, false).problem()).isEmpty();
		});
	}

	@Test
	void mayBeOfALockThatLastsAsLongAsItsSession() {
		LeaseTerms terms = LeaseTerms.inSession(seconds(30), seconds(30), false);
		assertThat(terms.checked(TRAITS)).isSameAs(terms);
		assertThat(terms.sessionTtl()).contains(seconds(30));
		assertThat(LeaseTerms.withoutSession(seconds(30)).sessionTtl()).isEmpty();
	}

	@Test
	void holdTheLeaseItselfBackUnlessAMarkerDoes() {
		LeaseTerms terms = LeaseTerms.withoutSession(seconds(30));
		assertThat(new LeaseTerms(seconds(30), null, false, seconds(20), null).heldBack()).isEqualTo(seconds(20));
		assertThat(terms.markedFor(seconds(20), "marker").heldBack()).isZero();
	}

}
