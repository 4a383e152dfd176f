package io.octostore.lease;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session whose end was not confirmed locks its own instance out: the end is asked for
 * until it is proven or the session has expired.
 */
class SessionEndingsTests extends EngineBench {

	private static final EndAnswer UNKNOWN = new EndAnswer.Unknown(new Broken());

	private void loseALockAndGiveItBack() {
		Lease lost = acquire("a");
		this.authority.answering((call) -> switch (call.operation()) {
			case RENEW -> new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
			case END_SESSION -> UNKNOWN;
			default -> this.authority.healthyAnswer(call);
		});
		seconds(20.2);
		assertThat(lost.isHeld()).isFalse();
		release(lost);
	}

	@Test
	void anEndThatIsNotConfirmedIsAskedForAgain() {
		loseALockAndGiveItBack();
		assertThat(count(Operation.END_SESSION)).isEqualTo(2);
		seconds(4);
		assertThat(count(Operation.END_SESSION)).isGreaterThanOrEqualTo(5);
		assertThat(this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
			.containsOnly(this.authority.calls(Operation.ACQUIRE).get(0).session());
	}

	@Test
	void anEndThatIsConfirmedIsAskedForNoMore() {
		loseALockAndGiveItBack();
		this.authority.healthy();
		seconds(1);
		int asked = count(Operation.END_SESSION);
		seconds(60);
		assertThat(count(Operation.END_SESSION)).isEqualTo(asked);
	}

	@Test
	void anEndIsAskedForUntilTheSessionHasExpired() {
		loseALockAndGiveItBack();
		seconds(39);
		int asked = count(Operation.END_SESSION);
		seconds(120);
		assertThat(count(Operation.END_SESSION)).isLessThanOrEqualTo(asked + 1);
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void anEndIsAskedForAgainAfterAPause() {
		loseALockAndGiveItBack();
		seconds(0.2);
		assertThat(count(Operation.END_SESSION)).isEqualTo(2);
		seconds(0.2);
		assertThat(count(Operation.END_SESSION)).isEqualTo(3);
	}

	@Test
	void anEndIsAskedForForAsLongAsTheSessionMayLive() {
		loseALockAndGiveItBack();
		this.time.advance(S);
		int asked = count(Operation.END_SESSION);
		seconds(5.2);
		assertThat(count(Operation.END_SESSION)).isGreaterThan(asked);
	}

}
