package io.octostore.lease;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeaseTimingsTests {

	private static final RandomGenerator LEAST = () -> 0;

	private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

	private static final RandomGenerator MOST = () -> -1;

	private static long seconds(double seconds) {
		return (long) (seconds * 1_000_000_000);
	}

	@Test
	void authorityLastsForFourFifthsOfTheTtl() {
		assertThat(LeaseTimings.authority(Duration.ofSeconds(60))).isEqualTo(seconds(48));
		assertThat(LeaseTimings.deadline(seconds(7), Duration.ofSeconds(60))).isEqualTo(seconds(55));
	}

	@Test
	void theLaterOfTwoDeadlinesCounts() {
		assertThat(LeaseTimings.later(3, 4)).isEqualTo(4);
		assertThat(LeaseTimings.later(4, 3)).isEqualTo(4);
	}

	@Test
	void aConfirmationIsDueAfterAThirdOfTheTtlOrUpToATenthEarlier() {
		Duration ttl = Duration.ofSeconds(30);
		assertThat(LeaseTimings.confirmAfter(ttl, LEAST)).isEqualTo(seconds(10));
		assertThat(LeaseTimings.confirmAfter(ttl, MIDDLE)).isEqualTo(seconds(9.5));
		assertThat(LeaseTimings.confirmAfter(ttl, MOST)).isBetween(seconds(9), seconds(9) + 1000);
	}

	@Test
	void aPauseIsMadeUpToAFifthLongerOrShorter() {
		Duration second = Duration.ofSeconds(1);
		assertThat(LeaseTimings.backOff(second, second, 1, LEAST)).isEqualTo(Duration.ofMillis(800));
		assertThat(LeaseTimings.backOff(second, second, 1, MIDDLE)).isEqualTo(second);
		assertThat(LeaseTimings.backOff(second, second, 1, MOST)).isBetween(Duration.ofMillis(1199),
				Duration.ofMillis(1200));
	}

	@ParameterizedTest
	@CsvSource({ "0, 250", "1, 250", "2, 500", "3, 1000", "4, 2000", "5, 2000", "100, 2000" })
	void aPauseDoublesUpToItsLimit(int failures, long millis) {
		assertThat(LeaseTimings.retryAfter(failures, MIDDLE)).isEqualTo(Duration.ofMillis(millis).toNanos());
	}

	@Test
	void aPauseWithoutALimitDoublesTenTimes() {
		assertThat(LeaseTimings.backOff(Duration.ofMillis(1), Duration.ofDays(1), 64, MIDDLE))
			.isEqualTo(Duration.ofMillis(1024));
	}

	@ParameterizedTest
	@CsvSource({ "0, 250", "1, 500", "2, 1000", "3, 2000", "4, 5000", "5, 5000", "1000, 5000" })
	void settlingIsTriedAgainAfterGrowingPauses(int attempts, long millis) {
		assertThat(LeaseTimings.settleAfter(attempts)).isEqualTo(Duration.ofMillis(millis).toNanos());
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "2.9, 1", "3, 1", "6, 2", "30, 10", "31, 10" })
	void anAttemptToConfirmMayTakeAThirdOfWhatRemains(double remaining, double expected) {
		assertThat(LeaseTimings.patience(seconds(remaining))).isEqualTo(seconds(expected));
		assertThat(LeaseTimings.confirmTimeout(seconds(remaining)).toNanos()).isEqualTo(3 * seconds(expected));
	}

	@Test
	void adviceIsFollowedIfTwoMoreAttemptsFitInAfterIt() {
		long deadline = seconds(24);
		assertThat(LeaseTimings.advised(Duration.ofSeconds(5), seconds(10), deadline)).isEqualTo(seconds(15));
		// 3 s are left then: two attempts of one second each
		assertThat(LeaseTimings.advised(Duration.ofSeconds(11), seconds(10), deadline)).isEqualTo(seconds(21));
		// Exactly two attempts of one second
		assertThat(LeaseTimings.advised(Duration.ofSeconds(12), seconds(10), deadline)).isEqualTo(seconds(10));
		assertThat(LeaseTimings.advised(Duration.ofSeconds(60), seconds(10), deadline)).isEqualTo(seconds(10));
	}

	@Test
	@Tag("field-fault-J10")
	void whatIsLeftIsDescribedForPeople() {
		assertThat(LeaseTimings.describeLeft("locks are", 1_500_000))
			.isEqualTo("without an answer locks are lost in 1 ms");
		assertThat(LeaseTimings.describeLeft("locks are", 0)).isEqualTo("it is too late for an answer to count");
		assertThat(LeaseTimings.describeLeft("locks are", -20_147_000_000L))
			.isEqualTo(LeaseTimings.describeLeft("locks are", 0));
	}

	@Test
	void anExchangeHasTheTimeThatIsLeftAndNeverNone() {
		assertThat(LeaseTimings.budget(seconds(5), seconds(2))).isEqualTo(Duration.ofSeconds(3));
		assertThat(LeaseTimings.budget(seconds(5), seconds(5))).isEqualTo(Duration.ofMillis(100));
		assertThat(LeaseTimings.budget(seconds(5), seconds(9))).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void aLeaseIsAtRiskWhenHalfOfItsTtlHasPassed() {
		assertThat(LeaseTimings.riskBelow(Duration.ofSeconds(60))).isEqualTo(seconds(18));
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 1", "199, 1", "200, 2", "1000, 10" })
	void aHundredthOfAllLeasesIsRenewedInOneTick(int leases, int renewals) {
		assertThat(LeaseTimings.renewalsPerTick(leases)).isEqualTo(renewals);
	}

	@ParameterizedTest
	@CsvSource({ "60, 30, 3", "30, 60, 3", "300, 300, 30", "60, 10, 1", "60, 5, 1", "2, 30, 0.8", "1, 30, 0.4" })
	void aLeaseIsHandedOutWithATenthOfTheShorterTtl(long lock, long session, double expected) {
		assertThat(LeaseTimings.minimumAtHandOut(Duration.ofSeconds(lock), Duration.ofSeconds(session)))
			.isEqualTo(seconds(expected));
	}

	@ParameterizedTest
	@CsvSource({ "10, 60", "30, 60", "31, 62", "300, 600" })
	void aLockLastsTwiceAsLongAsItsSessionAndAtLeastAMinute(long session, long lock) {
		assertThat(LeaseTimings.defaultLockTtl(Duration.ofSeconds(session))).isEqualTo(Duration.ofSeconds(lock));
	}

	@ParameterizedTest
	@CsvSource({ "1, 60", "5, 60", "6, 72", "49, 588", "50, 600", "1000, 600" })
	void theTtlGrowsWithTheNumberOfLocks(int locks, long ttl) {
		assertThat(LeaseTimings.adaptiveLockTtl(Duration.ofSeconds(30), locks)).isEqualTo(Duration.ofSeconds(ttl));
	}

	@ParameterizedTest
	@CsvSource({ "1, false", "4, false", "5, true", "10, true", "300, true" })
	void aSecondAttemptNeedsTwoSeconds(long ttl, boolean allowed) {
		assertThat(LeaseTimings.allowsTwoAttempts(Duration.ofSeconds(ttl))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "99, false", "100, true", "60000, true", "60001, false" })
	void aRequestMayTakeFromATenthOfASecondToAMinute(long millis, boolean allowed) {
		Duration timeout = Duration.ofMillis(millis);
		if (allowed) {
			assertThat(LeaseTimings.checkAcquireTimeout(timeout)).isEqualTo(timeout);
		}
		else {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> LeaseTimings.checkAcquireTimeout(timeout))
				.withMessage("acquireTimeout must be from 100 ms to 1 minute, but is " + timeout);
		}
	}

	@ParameterizedTest
	@CsvSource({ "300, 5000", "10, 5000", "9, 4500" })
	void aRequestMayTakeFiveSecondsOrHalfOfAShorterSession(long session, long millis) {
		assertThat(LeaseTimings.defaultAcquireTimeout(Duration.ofSeconds(session)))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void aRequestWithoutASessionMayTakeFiveSeconds() {
		assertThat(LeaseTimings.defaultAcquireTimeout(null)).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void aRequestMustBeShorterThanSeventyPercentOfItsSession() {
		Duration session = Duration.ofSeconds(10);
		assertThat(LeaseTimings.latestGrant(session)).isEqualTo(Duration.ofSeconds(7));
		LeaseTimings.checkAcquireTimeout(Duration.ofMillis(6_999), session);
		LeaseTimings.checkAcquireTimeout(Duration.ofMinutes(1), null);
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTimings.checkAcquireTimeout(Duration.ofSeconds(7), session))
			.withMessageContaining("acquireTimeout must be less than 70 % of sessionTtl, but is PT7S");
	}

	@Test
	void twoAttemptsMayTakeAllThatIsLeft() {
		// 2 s are left: two attempts of one second
		Duration ttl = Duration.ofNanos(4_285_714_286L);
		assertThat(LeaseTimings.authority(ttl) - ttl.toNanos() / 3).isEqualTo(seconds(2));
		assertThat(LeaseTimings.allowsTwoAttempts(ttl)).isTrue();
	}

}
