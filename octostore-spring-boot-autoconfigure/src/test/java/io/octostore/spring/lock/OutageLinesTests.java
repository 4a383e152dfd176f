package io.octostore.spring.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.TaskUtils;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.SimulatedLocks;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of an outage of two minutes while a job is due each second and
 * another lock is held: each line of the log, in simulated time.
 */
@Tag("field-fault-D1")
@Tag("field-fault-I2")
class OutageLinesTests {

	private static final OctoStoreNetworkException REFUSED = OctoStoreNetworkException
		.notSent("Acquire of lock 'report' at http://locks:3000: connection refused", null);

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final List<String> traces = new ArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
				return;
			}
			lines.add(event.getLevel() + " " + event.getFormattedMessage());
			if (event.getThrowableProxy() != null) {
				traces.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}

	};

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = SimulatedLocks.builder(this.authority, this.time)
		.shutdownTimeout(Duration.ZERO)
		.build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		RootBeanDefinition definition = new RootBeanDefinition(DistributedLockPostProcessor.class, () -> {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> this.locks);
			processor.setProxyTargetClass(true);
			processor.setClock(this.time::now);
			return processor;
		});
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		this.context.registerBeanDefinition("lockPostProcessor", definition);
		this.context.register(Job.class);
		this.context.refresh();
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.root.detachAppender(this.log);
		this.context.close();
		CloseAside.close(this.locks);
	}

	private void goAway() {
		this.authority.answering((call) -> switch (call.operation()) {
			case CREATE_SESSION -> new SessionAnswer.Failed(REFUSED);
			case ACQUIRE -> new AcquireAnswer.Failed(REFUSED, false, false);
			case KEEP_ALIVE, RENEW -> new ConfirmAnswer.Uncertain(REFUSED, null);
			case RELEASE, END_SESSION -> new EndAnswer.Unknown(REFUSED);
			case COUNT_LOCKS -> this.authority.healthyAnswer(call);
		});
	}

	/**
	 * Let a scheduler run the job each second.
	 */
	private void run(int seconds) {
		for (int second = 0; second < seconds; second++) {
			try {
				this.context.getBean(Job.class).run();
			}
			catch (RuntimeException ex) {
				TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(ex);
			}
			this.time.advance(Duration.ofSeconds(1));
		}
	}

	@Test
	void anOutageOfTwoMinutesHasAFewLinesAndOneTrace() {
		HeldLock held = this.locks.tryAcquire("import").orElseThrow();
		run(30);
		goAway();
		run(120);
		this.authority.healthy();
		run(30);
		assertThat(held.isHeld()).isFalse();
		assertThat(this.context.getBean(Job.class).runs()).isEqualTo(60);
		assertThat(this.traces).singleElement().asString().contains("connection refused");
		assertThat(this.lines).satisfiesExactly(
				(line) -> assertThat(line).isEqualTo("ERROR Unexpected error occurred in scheduled task"),
				(line) -> assertThat(line).startsWith("WARN A ")
					.contains(" failed and is repeated (")
					.contains("http://locks:3000: connection refused")
					.contains("without an answer locks are lost in "),
				(line) -> assertThat(line)
					.isEqualTo("WARN Lock 'import' (fencing token 1) was lost, because the server has "
							+ "not confirmed it in time: another holder may run"),
				(line) -> assertThat(line)
					.startsWith("WARN No lock could be acquired for 60 s: 60 scheduled runs were left "
							+ "out, most recently Job.run because ")
					.contains("connection refused"),
				(line) -> assertThat(line).startsWith("INFO The server confirms again what is held, ")
					.endsWith(" failed attempts"),
				(line) -> assertThat(line).isEqualTo(
						"INFO Locks can be acquired again after 120 s, in which 120 scheduled runs were left out"));
	}

	@Test
	void aShortOutageLosesNothing() {
		HeldLock held = this.locks.tryAcquire("import").orElseThrow();
		run(30);
		goAway();
		run(11);
		this.authority.healthy();
		run(30);
		assertThat(held.isHeld()).isTrue();
		assertThat(this.lines).filteredOn((line) -> line.startsWith("WARN")).hasSizeLessThanOrEqualTo(1);
		assertThat(this.lines).last().asString().contains("again");
	}

	@Test
	void inNormalOperationNothingIsSaid() {
		run(300);
		assertThat(this.lines).isEmpty();
	}

	static class Job {

		private int runs;

		@Scheduled(fixedRate = 1000)
		@DistributedLock("report")
		public void run() {
			this.runs++;
		}

		public int runs() {
			return this.runs;
		}

	}

}
