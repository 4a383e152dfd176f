package io.octostore.election;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import io.octostore.NotLeaderException;
import io.octostore.election.FakeTerms.FakeTerm;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Faults of elections, in virtual time.
 */
class LeaderElectionFaultTests {

	private final SimulatedTime time = new SimulatedTime();

	private final FakeTerms terms = new FakeTerms(this.time);

	private final Deque<Runnable> calls = new ArrayDeque<>();

	private final List<String> journal = new ArrayList<>();

	private final DefaultLeaderElection election = new DefaultLeaderElection("invoices", this.terms,
			Duration.ofSeconds(10), Duration.ofSeconds(20), this.time, this.time, new Random(1),
			new ElectionThreads(this.calls::add, Runnable::run, () -> {
			}));

	private void turn() {
		while (!this.calls.isEmpty()) {
			this.calls.poll().run();
		}
	}

	private FakeTerm lead() {
		this.election.addListener(new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				journal.add("granted");
			}

			@Override
			public void revoked(Leadership leadership) {
				journal.add("revoked");
			}

		});
		this.election.start();
		FakeTerm term = this.terms.elect();
		turn();
		return term;
	}

	@FaultTest(number = "L4", tier = Tier.T0, fault = "the threads that tell of losses are blocked",
			mutant = Mutant.WAITS_TO_BE_TOLD_OF_A_LOSS)
	void aLeaderIsToldAtItsDeadlineAlthoughNoThreadTellsIt() {
		lead().beSilent();
		this.time.advance(Duration.ofSeconds(24));
		turn();
		assertThat(this.journal).containsExactly("granted", "revoked");
	}

	@FaultTest(number = "L5", tier = Tier.T0, fault = "leadership is given up while its code runs",
			mutant = Mutant.GIVES_LEADERSHIP_BACK_UNDER_ITS_CODE)
	void leadershipGoesBackWhenItsCodeHasEnded() {
		FakeTerm term = lead();
		this.election.executeWithoutResult((leadership) -> {
			this.election.yieldLeadership();
			turn();
			assertThat(term.isGivenBack()).as("the next leader may begin").isFalse();
		});
		assertThat(term.isGivenBack()).isTrue();
	}

	@FaultTest(number = "L6", tier = Tier.T0, fault = "the leadership is lost while its code runs",
			mutant = Mutant.LETS_THE_CODE_OF_A_LOST_LEADER_RUN)
	void aLossInterruptsTheCodeOfTheLeader() {
		FakeTerm term = lead();
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> this.election.executeWithoutResult((leadership) -> {
				term.lose();
				this.journal.add("interrupted: " + Thread.currentThread().isInterrupted());
			}));
		assertThat(this.journal).contains("interrupted: true");
	}

	@FaultTest(number = "L7", tier = Tier.T0, fault = "code returns a result after the leadership was lost",
			mutant = Mutant.TAKES_THE_RESULT_OF_A_LOST_LEADER)
	void aResultThatWasProducedWithoutAuthorityIsNoSuccess() {
		FakeTerm term = lead();
		term.beSilent();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			this.time.stall(Duration.ofSeconds(25));
			return "result";
		}));
	}

	@FaultTest(number = "L8", tier = Tier.T0, fault = "an instance yields although others are slow",
			mutant = Mutant.CAMPAIGNS_AT_ONCE_AFTER_YIELDING)
	void anInstanceThatYieldsLetsOthersGoFirst() {
		FakeTerm term = lead();
		this.election.yieldLeadership();
		turn();
		term.confirm();
		this.time.advance(Duration.ofSeconds(9));
		assertThat(this.terms.isCampaigning()).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	@FaultTest(number = "L9", tier = Tier.T0, fault = "a listener has begun something when the leadership ends",
			mutant = Mutant.FORGETS_WHAT_LISTENERS_HAVE_BEGUN)
	void whatWasToldOfTheBeginningIsToldOfTheEnd() {
		lead().lose();
		turn();
		assertThat(this.journal).containsExactly("granted", "revoked");
	}

}
