package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.octostore.election.SimulatedElections.Fate;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults of leader rooms, in virtual time.
 */
class LeaderRoomFaultTests extends ElectionBench {

	private static final Duration WAY = Duration.ofMillis(1);

	@FaultTest(number = "L1", tier = Tier.T1, fault = "the answer to a campaign that was won is lost",
			mutant = Mutant.BELIEVES_ITS_OWN_CANDIDATE_ID)
	void aTermWhoseAnswerIsLostIsWaitedOut() {
		this.server.next(new Fate(WAY, WAY, true));
		CompletableFuture<HeldLeadership> first = campaign();
		CompletableFuture<HeldLeadership> second = instance(2).campaign(ROOM, candidate("node-2"));
		for (int tick = 0; tick < 299; tick++) {
			seconds(0.1);
			assertThat(this.server.leader(ROOM)).as("the ghost's term").isEqualTo(41);
			assertThat(first.isDone() || second.isDone()).as("somebody leads in the ghost's term").isFalse();
		}
		seconds(6);
		assertThat(first.isDone()).isNotEqualTo(second.isDone());
		assertThat((first.isDone() ? first : second).join().term()).isEqualTo(42);
		assertThat(this.server.campaigns()).doesNotHaveDuplicates();
	}

	@FaultTest(number = "L2", tier = Tier.T1, fault = "a candidate gives up while its campaign is won",
			mutant = Mutant.KEEPS_A_TERM_THAT_NOBODY_WANTS)
	void aTermThatIsWonForACandidateThatHasGoneIsResigned() {
		this.server.next(new Fate(WAY, Duration.ofSeconds(2), false));
		CompletableFuture<HeldLeadership> gone = campaign();
		CompletableFuture<HeldLeadership> other = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(1);
		assertThat(this.server.leader(ROOM)).isEqualTo(41);
		gone.cancel(true);
		seconds(1.1);
		assertThat(this.server.resignations()).as("after the grant has arrived").isOne();
		seconds(6);
		assertThat(other).isCompleted();
		assertThat(other.join().isLeader()).isTrue();
		assertThat(this.server.campaigns()).filteredOn((candidate) -> candidate.startsWith("node-1")).hasSize(1);
	}

	@FaultTest(number = "L3", tier = Tier.T0, fault = "a resignation is answered for another term",
			mutant = Mutant.BELIEVES_ANY_RESIGNATION)
	void aResignationThatIsAnsweredForAnotherTermIsNotConfirmed() {
		HeldLeadership leadership = lead();
		this.server.claimTerm(7);
		CompletableFuture<Boolean> resigned = leadership.resign();
		assertThat(leadership.isLeader()).isFalse();
		seconds(2.1);
		assertThat(resigned).isCompletedWithValue(false);
		this.server.claimTerm(0);
		seconds(6);
		assertThat(this.server.leader(ROOM)).as("tried again").isNull();
	}

}
