package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests for a lease that take too long.
 */
class RunningOutOfTimeTests extends EngineBench {

	private void assertOneFailure() {
		assertThat(this.outcomes).singleElement()
			.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
					(failed) -> assertThat(failed.error()).isInstanceOf(OctoStoreNetworkException.class));
	}

	@Test
	void aCallerIsToldInTimeAlthoughTheSessionIsCreatedOnTheTimeOfAnother() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a", Duration.ofSeconds(5));
		request("b", Duration.ofSeconds(2));
		seconds(2);
		assertThat(this.outcomes).isEmpty();
		seconds(0.2);
		assertOneFailure();
		Call creation = this.authority.open(Operation.CREATE_SESSION);
		creation.answer(this.authority.healthyAnswer(creation));
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::name).containsExactly("a");
		assertThat(this.outcomes).hasSize(2);
	}

	@Test
	void whatIsGrantedAfterwardsIsGivenBackAndTheNextRequestIsServed() {
		leaveOpen(Operation.ACQUIRE);
		request("a", Duration.ofSeconds(2));
		seconds(2.2);
		assertOneFailure();
		request("a", Duration.ofSeconds(5));
		assertThat(count(Operation.ACQUIRE)).isOne();
		Call late = this.authority.open(Operation.ACQUIRE);
		this.authority.healthy();
		AcquireAnswer.Granted grant = this.authority.granted();
		late.answer(grant);
		assertThat(this.authority.calls(Operation.RELEASE)).singleElement()
			.satisfies((call) -> assertThat(call.lease()).isEqualTo(grant.lease()));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		assertThat(granted().id()).isNotEqualTo(grant.lease());
	}

	@Test
	void aFailureThatComesAfterwardsIsNotThatOfTheNextRequest() {
		leaveOpen(Operation.ACQUIRE);
		request("a", Duration.ofSeconds(2));
		seconds(2.2);
		request("a", Duration.ofSeconds(5));
		Call late = this.authority.open(Operation.ACQUIRE);
		this.authority.healthy();
		late.answer(new AcquireAnswer.Refused(new Broken()));
		assertThat(this.outcomes).hasSize(2);
		assertThat(granted().isHeld()).isTrue();
	}

	@Test
	void aDedicatedSessionThatIsNotWantedAnyMoreIsEnded() {
		terms(LeaseTerms.inSession(L, S, true));
		leaveOpen(Operation.CREATE_SESSION);
		request("a", Duration.ofSeconds(2));
		seconds(2.2);
		assertOneFailure();
		Call creation = this.authority.open(Operation.CREATE_SESSION);
		creation.answer(this.authority.healthyAnswer(creation));
		assertThat(count(Operation.ACQUIRE)).isZero();
		seconds(20.2);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

}
