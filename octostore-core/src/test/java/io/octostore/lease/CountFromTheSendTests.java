package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Authority lasts for 80 % of what the server granted, counted from the moment before the
 * request was sent: the server may have granted it at that moment.
 */
class CountFromTheSendTests extends EngineBench {

	private static final Duration SLOW = Duration.ofSeconds(3);

	/**
	 * Let time pass until a request is sent, then as long as its answer takes.
	 */
	private Call openForAWhile(Operation operation) {
		leaveOpen(operation);
		while (count(operation) == 0) {
			this.time.advance(LeaseTimings.TICK);
		}
		this.time.stall(SLOW);
		return this.authority.open(operation);
	}

	@Test
	void aSessionIsClaimedFromTheSendOfItsCreation() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a");
		this.time.stall(SLOW);
		Call creation = this.authority.open(Operation.CREATE_SESSION);
		creation.answer(this.authority.healthyAnswer(creation));
		assertThat(granted().remaining()).isEqualTo(Duration.ofSeconds(24).minus(SLOW));
	}

	@Test
	void aGrantIsClaimedFromTheSendOfItsRequest() {
		terms(LeaseTerms.withoutSession(L));
		leaveOpen(Operation.ACQUIRE);
		request("a");
		this.time.stall(SLOW);
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(granted().remaining()).isEqualTo(Duration.ofSeconds(48).minus(SLOW));
	}

	@Test
	void aKeepaliveIsCountedFromItsSend() {
		Lease lease = acquire("a");
		openForAWhile(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(24).minus(SLOW));
	}

	@Test
	void aRenewalIsCountedFromItsSend() {
		terms(LeaseTerms.withoutSession(L));
		Lease lease = acquire("a");
		openForAWhile(Operation.RENEW).answer(new ConfirmAnswer.Confirmed());
		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(48).minus(SLOW));
	}

}
