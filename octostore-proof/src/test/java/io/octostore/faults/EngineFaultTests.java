package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.lease.Lease;
import io.octostore.lease.Loss;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults that one engine meets, message by message.
 */
class EngineFaultTests extends EngineBench {

	private static final Loss DEADLINE = new Loss(LossReason.DEADLINE, LossCertainty.UNCERTAIN);

	@FaultTest(number = "A1", tier = Tier.T0, fault = "a grant arrives after 0.8 L from its send",
			mutant = Mutant.HANDS_OUT_WHATEVER_IS_LEFT)
	void aLateGrantIsGivenBackAndTheNextRequestGoesOn() {
		leaveOpen(Operation.ACQUIRE);
		// A caller with patience: only the age of the grant speaks against it
		request("a", Duration.ofMinutes(1));
		seconds(1);
		this.time.stall(Duration.ofSeconds(47));
		this.authority.healthy();
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(this.outcomes).singleElement()
			.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
					(failed) -> assertThat(failed.error()).isInstanceOf(OctoStoreNetworkException.class));
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(acquire("a").isHeld()).isTrue();
	}

	@FaultTest(number = "A2", tier = Tier.T0, fault = "a grant arrives after the deadline of its session",
			mutant = Mutant.GRANTS_UNDER_A_DEAD_SESSION)
	void aGrantUnderASessionThatWasLostMeanwhileIsNotHandedOut() {
		this.authority.answering((call) -> switch (call.operation()) {
			case ACQUIRE, KEEP_ALIVE -> null;
			default -> this.authority.healthyAnswer(call);
		});
		// A caller with patience: the grant would come in time, were there still a
		// session
		request("a", Duration.ofMinutes(1));
		seconds(24.1);
		Call late = this.authority.open(Operation.ACQUIRE);
		this.authority.healthy();
		AcquireAnswer.Granted grant = this.authority.granted();
		late.answer(grant);
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::lease).containsExactly(grant.lease());
		assertThat(this.outcomes)
			.noneMatch((outcome) -> outcome instanceof Lease granted && granted.fencingToken() == grant.fencingToken());
		assertThat(this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
			.containsExactly(late.session());
	}

	@FaultTest(number = "A14", tier = Tier.T0, fault = "the server grants a lease again that was lent before",
			mutant = Mutant.LENDS_A_LEASE_TWICE)
	void aLeaseThatWasLentIsReleasedAndAcquiredAnew() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		AcquireAnswer.Granted grant = this.authority.granted();
		this.authority.open(Operation.ACQUIRE).answer(grant);
		release(granted());
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) ? grant
				: this.authority.healthyAnswer(call));
		Lease second = acquire("a");
		assertThat(second.fencingToken()).isGreaterThan(grant.fencingToken());
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::lease)
			.containsExactly(grant.lease(), grant.lease());
	}

	@FaultTest(number = "A17", tier = Tier.T0, fault = "less authority is left at the hand-out than the minimum",
			mutant = Mutant.HANDS_OUT_WHATEVER_IS_LEFT)
	void aSessionWithLittleTimeLeftIsKeptAliveBeforeItTakesAnotherLock() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(21.5);
		request("b");
		assertThat(count(Operation.ACQUIRE)).isOne();
		List<Call> keepalives = this.authority.calls(Operation.KEEP_ALIVE);
		keepalives.get(keepalives.size() - 1).answer(new ConfirmAnswer.Confirmed());
		assertThat(granted().name()).isEqualTo("b");
		assertThat(granted().remaining()).isGreaterThan(Duration.ofSeconds(3));
	}

	@FaultTest(number = "B6", tier = Tier.T0,
			fault = "the success of an earlier keepalive arrives after that of a later one",
			mutant = Mutant.MOVES_DEADLINES_BACK)
	void theDeadlineIsTheLaterOneOfTwoSuccessesInWhateverOrder() {
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

	@FaultTest(number = "B7", tier = Tier.T0, fault = "a success arrives one millisecond after the deadline",
			mutant = Mutant.REVIVES_AFTER_THE_DEADLINE)
	void aSuccessAfterTheDeadlineRevivesNothing() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(10);
		this.time.stall(Duration.ofMillis(14_001));
		this.authority.calls(Operation.KEEP_ALIVE).get(0).answer(new ConfirmAnswer.Confirmed());
		assertThat(lease.isHeld()).isFalse();
		seconds(1);
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.losses).containsExactly(DEADLINE);
	}

	@FaultTest(number = "B15", tier = Tier.T0, fault = "a renewal throws something unexpected",
			mutant = Mutant.STOPS_AT_THE_FIRST_EXCEPTION)
	void aRenewalThatThrowsStopsNothing() {
		Lease lease = acquire("a");
		int[] renewals = new int[1];
		this.authority.answering((call) -> {
			if (call.operation() == Operation.RENEW && renewals[0]++ == 0) {
				IllegalStateException unexpected = new IllegalStateException("unexpected");
				unexpected.setStackTrace(new StackTraceElement[0]);
				throw unexpected;
			}
			return this.authority.healthyAnswer(call);
		});
		seconds(120);
		assertThat(renewals[0]).isGreaterThan(3);
		assertThat(lease.isHeld()).isTrue();
	}

	@FaultTest(number = "D3", tier = Tier.T0, fault = "a release while a renewal is under way, answered in any order",
			mutant = Mutant.FORGETS_THAT_A_LEASE_IS_BEING_RELEASED)
	void noRenewalFollowsARelease() {
		List<Object> renewalAnswers = List.of(new ConfirmAnswer.Confirmed(),
				new ConfirmAnswer.Uncertain(new Broken(), null), new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		for (Object renewalAnswer : renewalAnswers) {
			for (boolean renewalFirst : new boolean[] { true, false }) {
				EngineFaultTests bench = new EngineFaultTests();
				bench.releaseDuringARenewal(renewalAnswer, renewalFirst);
			}
		}
	}

	private void releaseDuringARenewal(Object renewalAnswer, boolean renewalFirst) {
		Lease lease = acquire("a");
		this.authority.answering((call) -> switch (call.operation()) {
			case RENEW, RELEASE -> null;
			default -> this.authority.healthyAnswer(call);
		});
		seconds(20.2);
		Call renewal = this.authority.open(Operation.RENEW);
		List<Lease.ReleaseOutcome> outcome = release(lease);
		assertThat(lease.isHeld()).isFalse();
		if (renewalFirst) {
			renewal.answer(renewalAnswer);
			seconds(1);
		}
		assertThat(lease.isHeld()).isFalse();
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
		assertThat(outcome).hasSize(1);
		if (!renewalFirst) {
			renewal.answer(renewalAnswer);
		}
		assertThat(lease.isHeld()).isFalse();
		seconds(90);
		assertThat(count(Operation.RENEW)).isOne();
		assertThat(this.losses).isEmpty();
	}

	@FaultTest(number = "D5", tier = Tier.T0, fault = "a lock is released twice",
			mutant = Mutant.RELEASES_WHAT_IS_NOT_LENT)
	void aSecondReleaseDoesNothing() {
		Lease first = acquire("a");
		release(first);
		Lease second = acquire("a");
		assertThat(release(first)).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(second.isHeld()).isTrue();
		assertThat(release(second)).containsExactly(Lease.ReleaseOutcome.RELEASED);
	}

	@FaultTest(number = "D6", tier = Tier.T0, fault = "a release after a loss, when somebody else may have the lock",
			mutant = Mutant.RELEASES_WHATEVER_LEASE_IS_CURRENT)
	void aReleaseAfterALossNamesTheLostLeaseOnlyAndTheLossIsReportedOnce() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		LeaseId lost = new LeaseId("lost");
		this.authority.open(Operation.ACQUIRE).answer(new AcquireAnswer.Granted(lost, 7));
		Lease lease = granted();
		lease.onLoss(this.losses::add);
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(24.1);
		assertThat(lease.isHeld()).isFalse();
		answer(Operation.RELEASE, new EndAnswer.AlreadyGone());
		assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::lease).containsExactly(lost);
		seconds(5);
		assertThat(this.losses).containsExactly(DEADLINE);
	}

	@FaultTest(number = "E9", tier = Tier.T0, fault = "borrowers follow one another in one process",
			mutant = Mutant.LENDS_A_LEASE_TWICE_AND_TAKES_ANY_TOKEN)
	void eachBorrowerGetsALargerToken() {
		AcquireAnswer.Granted[] last = { this.authority.granted() };
		int[] acquires = new int[1];
		// A server that needs two releases: it grants once more what was lent before
		this.authority.answering((call) -> {
			if (call.operation() != Operation.ACQUIRE) {
				return this.authority.healthyAnswer(call);
			}
			if (acquires[0]++ % 2 != 0) {
				last[0] = this.authority.granted();
			}
			return last[0];
		});
		List<Long> tokens = new ArrayList<>();
		for (int borrower = 0; borrower < 3; borrower++) {
			Lease lease = acquire("a");
			tokens.add(lease.fencingToken());
			release(lease);
		}
		assertThat(tokens).isSorted().doesNotHaveDuplicates();
	}

	@FaultTest(number = "F6", tier = Tier.T0, fault = "a session with 50 leases is lost",
			mutant = Mutant.KEEPS_LEASES_OF_A_LOST_SESSION)
	void eachLeaseOfALostSessionIsLostOnce() {
		List<Lease> leases = new ArrayList<>();
		for (int name = 0; name < 50; name++) {
			leases.add(acquire("lock-" + name));
		}
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
		seconds(10.2);
		assertThat(leases).noneMatch(Lease::isHeld);
		seconds(30);
		assertThat(this.losses).hasSize(50).containsOnly(new Loss(LossReason.SESSION_EXPIRED, LossCertainty.CONFIRMED));
	}

}
