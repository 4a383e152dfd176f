package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How sessions and leases are confirmed.
 */
class KeepingAliveTests extends EngineBench {

	@Test
	void keepsTheSessionAliveEveryThirdOfItsTtl() {
		acquire("a");
		seconds(8.9);
		assertThat(count(Operation.KEEP_ALIVE)).isZero();
		seconds(1.3);
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		seconds(90);
		assertThat(count(Operation.KEEP_ALIVE)).isBetween(9, 11);
	}

	@Test
	void renewsALockEveryThirdOfItsTtl() {
		acquire("a");
		seconds(17.9);
		assertThat(count(Operation.RENEW)).isZero();
		seconds(2.3);
		assertThat(count(Operation.RENEW)).isOne();
	}

	@Test
	void holdsALockForAsLongAsItIsConfirmed() {
		Lease lease = acquire("a");
		seconds(600);
		assertThat(lease.isHeld()).isTrue();
		assertThat(count(Operation.RENEW)).isBetween(29, 35);
	}

	@Test
	void fitsSeveralAttemptsIntoTheWindowEachOnAFreshConnection() {
		Lease lease = acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(23.8);
		assertThat(lease.isHeld()).isTrue();
		List<Call> attempts = this.authority.calls(Operation.KEEP_ALIVE);
		assertThat(attempts).hasSizeGreaterThanOrEqualTo(5);
		assertThat(attempts.subList(1, attempts.size()))
			.allSatisfy((call) -> assertThat(call.attempt().freshConnection()).isTrue());
	}

	@Test
	void losesEverythingWhenNoKeepaliveIsAnsweredUntilTheDeadline() {
		Lease a = acquire("a");
		Lease b = acquire("b");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(23.9);
		assertThat(a.isHeld()).isTrue();
		seconds(0.2);
		assertThat(a.isHeld()).isFalse();
		assertThat(b.isHeld()).isFalse();
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE),
				Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void anUnansweredAttemptDoesNotStandInTheWayOfTheNext() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(22);
		assertThat(count(Operation.KEEP_ALIVE)).isGreaterThanOrEqualTo(3);
	}

	@Test
	void takesTheLaterDeadlineOfTwoConfirmationsInWhateverOrder() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(18);
		List<Call> attempts = this.authority.calls(Operation.KEEP_ALIVE);
		assertThat(attempts).hasSizeGreaterThanOrEqualTo(2);
		attempts.get(1).answer(new ConfirmAnswer.Confirmed());
		Duration after = lease.remaining();
		attempts.get(0).answer(new ConfirmAnswer.Confirmed());
		assertThat(lease.remaining()).isEqualTo(after).isGreaterThan(Duration.ofSeconds(15));
	}

	@Test
	void aConfirmationAfterTheDeadlineRevivesNothing() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(10);
		this.time.stall(Duration.ofSeconds(14));
		this.authority.calls(Operation.KEEP_ALIVE).get(0).answer(new ConfirmAnswer.Confirmed());
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void aProofEndsAllLeasesOfTheSessionAtOnce() {
		Lease a = acquire("a");
		Lease b = acquire("b");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		seconds(10.2);
		assertThat(a.isHeld()).isFalse();
		assertThat(b.isHeld()).isFalse();
		assertThat(this.losses).hasSize(2).containsOnly(Loss.confirmed(LossReason.SESSION_NOT_FOUND));
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.LOST);
	}

	@Test
	void aLeaseThatIsNotCurrentIsLostAlone() {
		Lease a = acquire("a");
		Lease b = acquire("b");
		this.authority.answering((call) -> (call.operation() == Operation.RENEW && call.name().equals("a"))
				? new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT) : this.authority.healthyAnswer(call));
		seconds(20.2);
		assertThat(a.isHeld()).isFalse();
		assertThat(b.isHeld()).isTrue();
		assertThat(this.losses).containsExactly(Loss.confirmed(LossReason.LEASE_NOT_CURRENT));
	}

	@Test
	void aLockThatCannotBeRenewedIsLostAtItsOwnDeadline() {
		Lease a = acquire("a");
		answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(47.8);
		assertThat(a.isHeld()).isTrue();
		seconds(0.3);
		assertThat(a.isHeld()).isFalse();
	}

	@Test
	void followsAdviceThatLeavesTimeForMoreAttempts() {
		acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), Duration.ofSeconds(4)));
		seconds(10.1);
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		seconds(2.7);
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		seconds(1.5);
		assertThat(count(Operation.KEEP_ALIVE)).isEqualTo(2);
	}

	@Test
	void doesNotFollowAdviceThatLeavesNoTimeForMoreAttempts() {
		acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), Duration.ofSeconds(60)));
		seconds(15);
		assertThat(count(Operation.KEEP_ALIVE)).isGreaterThanOrEqualTo(2);
	}

	@Test
	void aSuspendPastTheDeadlineIsNoticedByTheFirstReader() {
		Lease lease = acquire("a");
		this.time.suspend(Duration.ofSeconds(25));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.CLOCK_SKIP));
	}

	@Test
	void saysThatTheSessionIsAtRiskAndAliveAgain() {
		acquire("a");
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.ALIVE);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(10.2);
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.AT_RISK);
		this.authority.healthy();
		seconds(3);
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.ALIVE);
	}

	@Test
	void endsAnIdleSessionAndRests() {
		release(acquire("a"));
		seconds(299);
		assertThat(count(Operation.END_SESSION)).isZero();
		seconds(3);
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(this.time.pendingTasks()).isZero();
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.NONE);
	}

	@Test
	void aCallerThatNeedsTheSessionLetsItBeConfirmedAtOnce() {
		acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(21.5);
		int before = count(Operation.KEEP_ALIVE);
		this.authority.healthy();
		acquire("b");
		assertThat(count(Operation.KEEP_ALIVE)).isEqualTo(before + 1);
	}

	@Test
	void aCallerLearnsAtOnceThatTheSessionCannotBeConfirmed() {
		acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(21.5);
		request("b");
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

	@Test
	void anAnswerToAnOlderKeepaliveTakesNoTimeAway() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		while (count(Operation.KEEP_ALIVE) < 2) {
			seconds(0.1);
		}
		Call older = this.authority.calls(Operation.KEEP_ALIVE).get(0);
		this.authority.calls(Operation.KEEP_ALIVE).get(1).answer(new ConfirmAnswer.Confirmed());
		Duration authority = acquire("b").remaining();
		older.answer(new ConfirmAnswer.Confirmed());
		assertThat(acquire("c").remaining()).isEqualTo(authority);
	}

	@Test
	void anAnswerToAnOlderKeepaliveDoesNotExcuseTheLaterOne() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		while (count(Operation.KEEP_ALIVE) < 2) {
			seconds(0.1);
		}
		this.authority.calls(Operation.KEEP_ALIVE).get(0).answer(new ConfirmAnswer.Confirmed());
		seconds(4.5);
		assertThat(count(Operation.KEEP_ALIVE)).isEqualTo(3);
	}

	@Test
	void aSessionIsIdleFromTheReturnOfItsLastLease() {
		Lease lease = acquire("a");
		seconds(240);
		release(lease);
		seconds(120);
		assertThat(count(Operation.END_SESSION)).isZero();
		this.time.advance(LeaseTimings.IDLE_SESSION);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void aSuspendThatWasSurvivedIsNotBlamedForALaterLoss() {
		acquire("a");
		this.time.suspend(Duration.ofSeconds(5));
		seconds(30);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(30);
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE));
	}

	private List<String> risks(Lease lease) {
		List<String> risks = new ArrayList<>();
		lease.onRisk(() -> risks.add(lease.name()));
		return risks;
	}

	@ParameterizedTest
	@CsvSource({ "RENEW, 20.2", "KEEP_ALIVE, 10.2" })
	void aLeaseIsAtRiskAsSoonAsAnAttemptHasFailed(Operation operation, double seconds) {
		Lease lease = acquire("a");
		leaveOpen(operation);
		seconds(seconds);
		List<String> risks = risks(lease);
		this.authority.open(operation).answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		assertThat(risks).containsExactly("a");
	}

	@Test
	void aLeaseIsAtRiskWhenARenewalIsOverdue() {
		terms(LeaseTerms.withoutSession(L));
		Lease lease = acquire("a");
		List<String> risks = risks(lease);
		leaveOpen(Operation.RENEW);
		seconds(29.7);
		assertThat(risks).containsExactly("a");
	}

	@Test
	void aLeaseIsAtRiskAfterHalfOfItsTtlThoughNoAttemptHasFailed() {
		terms(LeaseTerms.withoutSession(L));
		Lease lease = acquire("a");
		List<String> risks = risks(lease);
		leaveOpen(Operation.RENEW);
		this.time.stall(Duration.ofSeconds(30));
		seconds(0);
		assertThat(risks).isEmpty();
		seconds(0.1);
		assertThat(risks).containsExactly("a");
	}

	@Test
	void aKeepaliveDoesNotExcuseARenewalThatFails() {
		Lease lease = acquire("a");
		answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(20.2);
		assertThat(lease.isFresh()).isFalse();
		int keepalives = count(Operation.KEEP_ALIVE);
		while (count(Operation.KEEP_ALIVE) == keepalives) {
			seconds(0.1);
		}
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.AT_RISK);
	}

	@Test
	void aLeaseIsOutOfRiskWhenAKeepaliveIsConfirmedAgain() {
		Lease lease = acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(10.2);
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.AT_RISK);
		this.authority.healthy();
		seconds(2);
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.HELD);
	}

	@Test
	void aLeaseIsFreshWhileHalfOfItsAuthorityIsLeft() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		assertThat(lease.isFresh()).isTrue();
		this.time.stall(Duration.ofSeconds(12));
		assertThat(lease.isFresh()).isTrue();
		this.time.stall(Duration.ofNanos(1));
		assertThat(lease.isFresh()).isFalse();
		release(lease);
		assertThat(lease.isFresh()).isFalse();
	}

	@Test
	void theRenewalsOfManyLeasesAreSpreadOverTime() {
		terms(LeaseTerms.withoutSession(L));
		for (int i = 0; i < 250; i++) {
			acquire("lock-" + i);
		}
		for (int tick = 0; tick < 190; tick++) {
			int before = count(Operation.RENEW);
			seconds(0.1);
			assertThat(count(Operation.RENEW) - before).isLessThanOrEqualTo(2);
		}
		assertThat(count(Operation.RENEW)).isGreaterThan(10);
	}

	@Test
	void aRenewalWaitsForOthersOnlyWhileItsLeaseIsNotNearlyAtRisk() {
		terms(LeaseTerms.withoutSession(L));
		for (int i = 0; i < 50; i++) {
			acquire("lock-" + i);
		}
		this.time.stall(Duration.ofMillis(28_600));
		seconds(0);
		assertThat(count(Operation.RENEW)).isOne();
		this.time.stall(Duration.ofMillis(200));
		seconds(0);
		assertThat(count(Operation.RENEW)).isEqualTo(50);
	}

	@Test
	void aRenewalDoesNotWaitForOthersWhileItsLeaseIsAtRisk() {
		terms(LeaseTerms.withoutSession(L));
		for (int i = 0; i < 20; i++) {
			acquire("lock-" + i).attemptFailed();
		}
		this.time.stall(Duration.ofSeconds(21));
		seconds(0);
		assertThat(count(Operation.RENEW)).isEqualTo(20);
	}

	@Test
	void allLeasesAreConfirmedAtOnceOnDemand() {
		terms(LeaseTerms.withoutSession(L));
		for (int i = 0; i < 20; i++) {
			acquire("lock-" + i);
		}
		seconds(1);
		this.keeper.execute(this.keeper::confirm);
		assertThat(count(Operation.RENEW)).isEqualTo(20);
	}

	@Test
	void aSuspendIsBlamedThoughTheLeaseCameIntoRiskMeanwhile() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.suspend(Duration.ofSeconds(5));
		seconds(30);
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.CLOCK_SKIP));
	}

	@Test
	void aSuspendIsBlamedThoughAnAnswerNoticesTheLossFirst() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(10);
		this.time.suspend(Duration.ofSeconds(14));
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.CLOCK_SKIP));
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.LOST);
	}

	@Test
	void saysThatASessionIsBeingCreated() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a");
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.CREATING);
	}

	@Test
	void aFailedAttemptIsRepeatedAfterAPause() {
		acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		while (count(Operation.KEEP_ALIVE) == 0) {
			seconds(0.1);
		}
		seconds(0.1);
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		seconds(0.3);
		assertThat(count(Operation.KEEP_ALIVE)).isEqualTo(2);
	}

}
