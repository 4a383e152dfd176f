package io.octostore.lease;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.LossReason;
import io.octostore.lease.LeaseState.Phase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The transition table of {@code docs/internals/concurrency.md}.
 */
class LeaseStateTests {

	private static final Loss TOO_LATE = Loss.uncertain(LossReason.DEADLINE);

	private static final Loss PROOF = Loss.confirmed(LossReason.LEASE_NOT_CURRENT);

	private static final long LOCK = 48;

	private static final long SESSION = 24;

	private final LeaseState held = LeaseState.held(LOCK, SESSION);

	@Test
	void hasAuthorityUntilTheEarlierDeadlineAndNotAtIt() {
		assertThat(this.held.hasAuthority(SESSION - 1)).isTrue();
		assertThat(this.held.hasAuthority(SESSION)).isFalse();
		assertThat(LeaseState.held(SESSION, LOCK).hasAuthority(SESSION)).isFalse();
	}

	@Test
	void keepsAuthorityWhileAtRisk() {
		LeaseState atRisk = this.held.attemptFailed();
		assertThat(atRisk.phase()).isEqualTo(Phase.AT_RISK);
		assertThat(atRisk.hasAuthority(SESSION - 1)).isTrue();
		assertThat(atRisk.hasAuthority(SESSION)).isFalse();
	}

	@Test
	void isHeldAgainAfterAConfirmation() {
		LeaseState atRisk = this.held.attemptFailed();
		assertThat(atRisk.lockConfirmed(60, 10, false, TOO_LATE))
			.isEqualTo(new LeaseState(Phase.HELD, 60, SESSION, null));
		assertThat(atRisk.sessionConfirmed(36, 10, false, TOO_LATE))
			.isEqualTo(new LeaseState(Phase.HELD, LOCK, 36, null));
	}

	@Test
	void staysAtRiskWhileTheOtherPartIs() {
		LeaseState atRisk = this.held.attemptFailed();
		assertThat(atRisk.lockConfirmed(60, 10, true, TOO_LATE).phase()).isEqualTo(Phase.AT_RISK);
		assertThat(atRisk.sessionConfirmed(36, 10, true, TOO_LATE).phase()).isEqualTo(Phase.AT_RISK);
	}

	@Test
	void aConfirmationNeverMovesADeadlineBack() {
		assertThat(this.held.lockConfirmed(LOCK - 5, 10, false, TOO_LATE).lockDeadline()).isEqualTo(LOCK);
		assertThat(this.held.sessionConfirmed(SESSION - 5, 10, false, TOO_LATE).sessionDeadline()).isEqualTo(SESSION);
	}

	@Test
	void aConfirmationAtTheDeadlineComesTooLate() {
		assertThat(this.held.lockConfirmed(90, SESSION, false, TOO_LATE).phase()).isEqualTo(Phase.LOST_UNCERTAIN);
		assertThat(this.held.sessionConfirmed(90, SESSION, false, TOO_LATE).phase()).isEqualTo(Phase.LOST_UNCERTAIN);
		assertThat(this.held.sessionConfirmed(90, SESSION, false, TOO_LATE).loss()).isEqualTo(TOO_LATE);
	}

	@Test
	void isLostWhenTheDeadlineIsReachedAndNotBefore() {
		assertThat(this.held.deadlineChecked(SESSION - 1, TOO_LATE)).isSameAs(this.held);
		assertThat(this.held.deadlineChecked(SESSION, TOO_LATE))
			.isEqualTo(new LeaseState(Phase.LOST_UNCERTAIN, LOCK, SESSION, TOO_LATE));
	}

	@Test
	void aProofEndsItAtOnce() {
		LeaseState lost = this.held.attemptFailed().ended(PROOF);
		assertThat(lost.phase()).isEqualTo(Phase.LOST_CONFIRMED);
		assertThat(lost.loss()).isEqualTo(PROOF);
		assertThat(lost.hasAuthority(0)).isFalse();
	}

	@Test
	void hasNoAuthorityFromTheReleaseOn() {
		LeaseState releasing = this.held.releasing();
		assertThat(releasing.phase()).isEqualTo(Phase.RELEASING);
		assertThat(releasing.hasAuthority(0)).isFalse();
		assertThat(this.held.attemptFailed().releasing().phase()).isEqualTo(Phase.RELEASING);
	}

	@Test
	void aReleaseEndsConfirmedOrUnconfirmed() {
		LeaseState releasing = this.held.releasing();
		assertThat(releasing.releaseConfirmed().phase()).isEqualTo(Phase.RELEASED);
		assertThat(releasing.releaseUnconfirmed().phase()).isEqualTo(Phase.RELEASE_UNCONFIRMED);
		assertThat(releasing.ended(PROOF).phase()).isEqualTo(Phase.RELEASED);
		assertThat(releasing.ended(PROOF).loss()).isNull();
	}

	@Test
	void aReleaseInProgressIsNotRevived() {
		LeaseState releasing = this.held.releasing();
		assertThat(releasing.lockConfirmed(90, 1, false, TOO_LATE)).isSameAs(releasing);
		assertThat(releasing.sessionConfirmed(90, 1, false, TOO_LATE)).isSameAs(releasing);
		assertThat(releasing.attemptFailed()).isSameAs(releasing);
		assertThat(releasing.deadlineChecked(LOCK, TOO_LATE)).isSameAs(releasing);
		assertThat(releasing.releasing()).isSameAs(releasing);
	}

	@ParameterizedTest
	@EnumSource(names = { "RELEASED", "RELEASE_UNCONFIRMED", "LOST_CONFIRMED", "LOST_UNCERTAIN" })
	void nothingLeadsOutOfAFinalPhase(Phase phase) {
		LeaseState last = new LeaseState(phase, LOCK, SESSION, null);
		assertThat(last.hasAuthority(0)).isFalse();
		assertThat(last.lockConfirmed(90, 1, false, TOO_LATE)).isSameAs(last);
		assertThat(last.sessionConfirmed(90, 1, false, TOO_LATE)).isSameAs(last);
		assertThat(last.attemptFailed()).isSameAs(last);
		assertThat(last.deadlineChecked(LOCK, TOO_LATE)).isSameAs(last);
		assertThat(last.ended(PROOF)).isSameAs(last);
		assertThat(last.releasing()).isSameAs(last);
		assertThat(last.releaseConfirmed()).isSameAs(last);
		assertThat(last.releaseUnconfirmed()).isSameAs(last);
	}

}
