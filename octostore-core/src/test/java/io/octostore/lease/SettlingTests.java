package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of requests without an answer.
 */
class SettlingTests extends EngineBench {

	@Test
	void anUnansweredAcquireIsAskedAboutAndReleased() {
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		assertThat(this.outcomes).last().isInstanceOf(AcquireAnswer.Failed.class);
		this.authority.healthy();
		seconds(0.5);
		assertThat(this.authority.calls()).extracting(Call::operation)
			.containsExactly(Operation.CREATE_SESSION, Operation.ACQUIRE, Operation.ACQUIRE, Operation.RELEASE);
		assertThat(this.keeper.unsettled()).isZero();
	}

	@Test
	void theNextCallerGetsWhatAnUnansweredAcquireLeft() {
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		AcquireAnswer.Granted left = this.authority.granted();
		answer(Operation.ACQUIRE, left);
		seconds(0.2);
		Lease lease = acquire("a");
		assertThat(lease.id()).isEqualTo(left.lease());
		assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(24_000 - 200));
		assertThat(this.keeper.unsettled()).isZero();
	}

	@Test
	void aLeaseWhoseReleaseMayStillBeOnItsWayIsNeverLent() {
		AcquireAnswer.Granted left = this.authority.granted();
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		this.authority.answering((call) -> switch (call.operation()) {
			case ACQUIRE -> left;
			case RELEASE -> new EndAnswer.Unknown(new Broken());
			default -> this.authority.healthyAnswer(call);
		});
		seconds(0.4);
		assertThat(count(Operation.RELEASE)).isOne();
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) ? left
				: this.authority.healthyAnswer(call));
		Lease lease = acquire("a");
		assertThat(lease.id()).isNotEqualTo(left.lease());
		assertThat(lease.fencingToken()).isGreaterThan(left.fencingToken());
	}

	@Test
	void anAnswerUnderAnotherSessionSettlesNothing() {
		acquire("other");
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		SessionId first = this.authority.calls(Operation.ACQUIRE).get(0).session();
		this.authority.answering((call) -> switch (call.operation()) {
			case RENEW -> new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
			case ACQUIRE -> first.equals(call.session()) ? ambiguous() : ScriptedAuthority.held();
			default -> this.authority.healthyAnswer(call);
		});
		seconds(20.2);
		request("a");
		assertThat(this.outcomes).last().isInstanceOf(AcquireAnswer.Held.class);
		this.authority.healthy();
		this.authority.forgetCalls();
		seconds(6);
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::session).containsExactly(first);
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("a");
	}

	@Test
	void endsWithTheSession() {
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		answer(Operation.ACQUIRE, new AcquireAnswer.SessionGone(LossReason.SESSION_NOT_FOUND));
		seconds(1);
		assertThat(this.keeper.unsettled()).isZero();
	}

	@Test
	void retiresTheSessionWhenNothingCouldBeFoundOut() {
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? new AcquireAnswer.Refused(new Broken()) : this.authority.healthyAnswer(call));
		seconds(115);
		assertThat(this.keeper.unsettled()).isZero();
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void asksAgainOnAFreshConnection() {
		answer(Operation.ACQUIRE, ambiguous());
		request("a");
		seconds(10);
		assertThat(this.authority.calls(Operation.ACQUIRE)).hasSizeGreaterThan(2)
			.extracting((call) -> call.attempt().freshConnection())
			.startsWith(false, false, true);
	}

}
