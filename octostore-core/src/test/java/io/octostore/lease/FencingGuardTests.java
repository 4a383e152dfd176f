package io.octostore.lease;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import io.octostore.FencingRegressionException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fencing tokens that go back.
 */
class FencingGuardTests extends EngineBench {

	private int leases;

	private void startTokensOver() {
		release(acquire("a"));
		release(acquire("b"));
		release(acquire("c"));
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? new AcquireAnswer.Granted(new LeaseId("new-" + this.leases++), 1)
				: this.authority.healthyAnswer(call));
	}

	private void acknowledge() {
		this.keeper.execute(this.keeper::acknowledgeFencingRegression);
	}

	@Test
	void areRefusedUntilThatIsAcknowledged() {
		startTokensOver();
		request("b");
		assertThat(lastOutcome()).isInstanceOfSatisfying(AcquireAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(FencingRegressionException.class));
		acknowledge();
		request("b");
		assertThat(granted().fencingToken()).isOne();
	}

	@Test
	void areRefusedAgainWhenTheyGoBackAfterTheAcknowledgement() {
		startTokensOver();
		acknowledge();
		request("b");
		release(granted());
		request("b");
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Refused.class);
	}

	@Test
	void areToldOnceAndThatTheyWereAcknowledged() {
		try (CapturedLog log = new CapturedLog(FencingGuard.class.getName(), Level.INFO)) {
			acknowledge();
			assertThat(log.messages()).isEmpty();
			startTokensOver();
			request("b");
			request("c");
			assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("'b'");
			acknowledge();
			acknowledge();
			assertThat(log.messages(Level.WARN)).singleElement().asString().contains("was acknowledged");
		}
	}

}
