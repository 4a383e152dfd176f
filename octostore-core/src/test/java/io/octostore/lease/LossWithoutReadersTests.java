package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the engine notices by itself. None of these tests reads a lease, because a reader
 * that finds a deadline passed latches the loss.
 */
class LossWithoutReadersTests extends EngineBench {

	private static final Duration TICKS = LeaseTimings.TICK.multipliedBy(2);

	@Test
	void theLossOfALeaseIsReportedAtItsOwnDeadline() {
		acquire("a");
		leaveOpen(Operation.RENEW);
		this.time.advance(Duration.ofSeconds(48).minus(TICKS));
		assertThat(this.losses).isEmpty();
		this.time.advance(TICKS.multipliedBy(2));
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void theLossOfALeaseWithoutASessionIsReportedAtItsDeadline() {
		terms(LeaseTerms.withoutSession(L));
		acquire("a");
		leaveOpen(Operation.RENEW);
		this.time.advance(Duration.ofSeconds(48).plus(TICKS));
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void theLossOfAllLeasesIsReportedAtTheDeadlineOfTheirSession() {
		acquire("a");
		acquire("b");
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.advance(Duration.ofSeconds(24).minus(TICKS));
		assertThat(this.losses).isEmpty();
		this.time.advance(TICKS.multipliedBy(2));
		assertThat(this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE),
				Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void aRiskIsReportedWhenHalfOfTheTtlHasPassedWithoutAConfirmation() {
		terms(LeaseTerms.withoutSession(L));
		List<String> risks = new ArrayList<>();
		acquire("a").onRisk(() -> risks.add("a"));
		this.authority.answering((call) -> null);
		this.time.advance(Duration.ofSeconds(30).plus(TICKS));
		assertThat(risks).isNotEmpty();
	}

	@Test
	void theSessionIsSaidToBeLostAtItsDeadline() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.advance(Duration.ofSeconds(24).plus(TICKS));
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.LOST);
	}

	@Test
	void aListenerThatComesAfterTheLossIsTold() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.advance(Duration.ofSeconds(24).plus(TICKS));
		List<Loss> late = new ArrayList<>();
		lease.onLoss(late::add);
		assertThat(late).containsExactly(Loss.uncertain(LossReason.DEADLINE));
	}

}
