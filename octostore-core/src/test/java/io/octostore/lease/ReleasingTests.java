package io.octostore.lease;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How leases are given back.
 */
class ReleasingTests extends EngineBench {

	@Test
	void isAnsweredWithinTwoSecondsAlsoWhenItIsRepeated() {
		Lease lease = acquire("a");
		seconds(3);
		leaveOpen(Operation.RELEASE);
		release(lease);
		seconds(0.4);
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Unknown(new Broken()));
		assertThat(this.authority.open(Operation.RELEASE).attempt().timeout()).isEqualTo(Duration.ofMillis(1_600));
	}

	@Test
	void hasNoAuthorityWhileTheReleaseIsUnderWay() {
		Lease lease = acquire("a");
		leaveOpen(Operation.RELEASE);
		List<Lease.ReleaseOutcome> outcome = release(lease);
		assertThat(lease.isHeld()).isFalse();
		assertThat(lease.loss()).isEmpty();
		assertThat(outcome).isEmpty();
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
		assertThat(outcome).containsExactly(Lease.ReleaseOutcome.RELEASED);
	}

	@Test
	void isRepeatedAtOnceOnAFreshConnection() {
		Lease lease = acquire("a");
		int[] releases = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.RELEASE && releases[0]++ == 0)
				? new EndAnswer.Unknown(new Broken()) : this.authority.healthyAnswer(call));
		assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.RELEASED);
		assertThat(this.authority.calls(Operation.RELEASE).get(1).attempt().freshConnection()).isTrue();
	}

	@Test
	void isSettledInTheBackgroundWhenTheServerDoesNotAnswer() {
		Lease lease = acquire("a");
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.UNCONFIRMED);
		assertThat(this.keeper.unsettled()).isOne();
		seconds(3);
		assertThat(count(Operation.RELEASE)).isGreaterThanOrEqualTo(4);
		answer(Operation.RELEASE, new EndAnswer.AlreadyGone());
		seconds(5.2);
		assertThat(this.keeper.unsettled()).isZero();
		int settled = count(Operation.RELEASE);
		seconds(60);
		assertThat(count(Operation.RELEASE)).isEqualTo(settled);
	}

	@Test
	void isNotTriedForEver() {
		Lease lease = acquire("a");
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		release(lease);
		seconds(70.2);
		assertThat(this.keeper.unsettled()).isZero();
		this.time.advance(LeaseTimings.IDLE_SESSION);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void isNotFollowedByARenewal() {
		Lease lease = acquire("a");
		leaveOpen(Operation.RENEW);
		seconds(20.2);
		release(lease);
		this.authority.open(Operation.RENEW).answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		seconds(60);
		assertThat(count(Operation.RENEW)).isOne();
	}

	@Test
	void twiceReleasesOnce() {
		Lease lease = acquire("a");
		release(lease);
		assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void aReleaseThatFailsLateIsNotRepeatedWhileItsCallerWaits() {
		Lease lease = acquire("a");
		leaveOpen(Operation.RELEASE);
		List<Lease.ReleaseOutcome> outcome = release(lease);
		seconds(0.5);
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Unknown(new Broken()));
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(outcome).containsExactly(Lease.ReleaseOutcome.UNCONFIRMED);
	}

	@Test
	void theLeaseKnowsThatItWasReleased() {
		Lease lease = acquire("a");
		release(lease);
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.RELEASED);
	}

	@Test
	void theLeaseKnowsThatItsReleaseIsNotConfirmed() {
		Lease lease = acquire("a");
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		release(lease);
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.RELEASE_UNCONFIRMED);
	}

	@Test
	void aLeaseWhoseDeadlineHasPassedUnnoticedIsNotReleasedInTime() {
		Lease lease = acquire("a");
		this.time.stall(Duration.ofSeconds(25));
		assertThat(lease.startRelease()).isFalse();
		assertThat(lease.loss()).contains(Loss.uncertain(LossReason.DEADLINE));
	}

	@Test
	void aRequestWaitsForARepeatedReleaseThatIsUnderWay() {
		Lease lease = acquire("a");
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		release(lease);
		leaveOpen(Operation.RELEASE);
		seconds(0.4);
		request("a");
		assertThat(count(Operation.ACQUIRE)).isOne();
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		assertThat(granted()).isNotSameAs(lease);
	}

	@Test
	void whatIsGrantedTooLateIsGivenBackUntilThatIsConfirmed() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		seconds(5.2);
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(this.keeper.unsettled()).isOne();
		this.authority.healthy();
		seconds(0.4);
		assertThat(count(Operation.RELEASE)).isEqualTo(2);
		assertThat(this.keeper.unsettled()).isZero();
	}

}
