package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that has to start over does so a few times, not for ever.
 */
class StartOverTests extends EngineBench {

	@Test
	void aServerThatGrantsTheSameLeaseAgainAndAgainIsAskedFourTimes() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		AcquireAnswer.Granted grant = this.authority.granted();
		this.authority.open(Operation.ACQUIRE).answer(grant);
		release(granted());
		this.authority.forgetCalls();
		answer(Operation.ACQUIRE, grant);
		request("a");
		assertThat(count(Operation.ACQUIRE)).isEqualTo(4);
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

	@Test
	void aRequestWhoseTimeIsOverDoesNotStartOver() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		AcquireAnswer.Granted grant = this.authority.granted();
		this.authority.open(Operation.ACQUIRE).answer(grant);
		release(granted());
		this.authority.forgetCalls();
		request("a", Duration.ofSeconds(5));
		this.time.stall(Duration.ofSeconds(5));
		this.authority.open(Operation.ACQUIRE).answer(grant);
		assertThat(count(Operation.ACQUIRE)).isOne();
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

}
