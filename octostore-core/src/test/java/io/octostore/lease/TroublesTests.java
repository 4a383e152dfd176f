package io.octostore.lease;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.CapturedLog;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says about confirmations that fail.
 */
class TroublesTests extends EngineBench {

	private final CapturedLog log = new CapturedLog(LeaseKeeper.class.getName(), Level.INFO);

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	private void confirmNothing() {
		this.authority.answering((call) -> switch (call.operation()) {
			case KEEP_ALIVE, RENEW -> new ConfirmAnswer.Uncertain(new Broken(), null);
			default -> this.authority.healthyAnswer(call);
		});
	}

	@Test
	void areToldOnceAndThatTheyAreOverToo() {
		acquire("a");
		confirmNothing();
		seconds(15);
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("failed and is repeated");
		this.authority.healthy();
		seconds(15);
		assertThat(this.log.messages(Level.WARN)).hasSize(1);
		assertThat(this.log.messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

	@Test
	void areOverWhenANewSessionIsCreated() {
		Lease lease = acquire("a");
		confirmNothing();
		seconds(30);
		assertThat(lease.isHeld()).isFalse();
		this.authority.healthy();
		assertThat(this.log.messages(Level.INFO)).isEmpty();
		acquire("b");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(this.log.messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

}
