package io.octostore.lease;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says about confirmations that fail.
 */
class TroublesTests extends EngineBench {

	private final Logger logger = (Logger) LoggerFactory.getLogger(LeaseKeeper.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.INFO);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.setLevel(null);
		this.logger.detachAppender(this.log);
	}

	private List<String> messages(Level level) {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
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
		assertThat(messages(Level.WARN)).singleElement().asString().contains("failed and is repeated");
		this.authority.healthy();
		seconds(15);
		assertThat(messages(Level.WARN)).hasSize(1);
		assertThat(messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

	@Test
	void areOverWhenANewSessionIsCreated() {
		Lease lease = acquire("a");
		confirmNothing();
		seconds(30);
		assertThat(lease.isHeld()).isFalse();
		this.authority.healthy();
		assertThat(messages(Level.INFO)).isEmpty();
		acquire("b");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(messages(Level.INFO)).singleElement().asString().contains("confirms again what is held");
	}

}
