package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies end before the locks under them are given back.
 */
class ShutdownOrderTests {

	@Test
	void locksOutliveTheWorkOfSchedulers() throws Exception {
		List<String> journal = new CopyOnWriteArrayList<>();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
						OctoStoreLockingAutoConfiguration.class))
				.withBean(ThreadPoolTaskScheduler.class)
				.withBean(Job.class, () -> new Job(journal, entered, released))
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok")
				.run((context) -> {
					Job job = context.getBean(Job.class);
					context.getBean(ThreadPoolTaskScheduler.class).schedule(job::run, Instant.now());
					assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
					Thread closing = new Thread(() -> context.getSourceApplicationContext().close());
					closing.start();
					Awaitility.await()
						.atMost(Duration.ofSeconds(30))
						.until(() -> closing.getState() == Thread.State.TIMED_WAITING
								|| closing.getState() == Thread.State.WAITING);
					assertThat(server.holds("job")).isTrue();
					released.countDown();
					closing.join(TimeUnit.SECONDS.toMillis(30));
					assertThat(closing.isAlive()).isFalse();
				});
			assertThat(journal).containsExactly("held: true, interrupted: false");
			assertThat(server.requests()).extracting((request) -> request.operation().orElseThrow())
				.containsExactly(Operation.CREATE_SESSION, Operation.ACQUIRE, Operation.RELEASE,
						Operation.TERMINATE_SESSION);
		}
	}

	@Test
	void locksAreClosedAfterWebRequestsAndMessageListeners() {
		assertThat(OctoStoreLocksLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isLessThan(ThreadPoolTaskScheduler.DEFAULT_PHASE)
			.isLessThan(SmartLifecycle.DEFAULT_PHASE)
			.isPositive();
	}

	static class Job {

		private final List<String> journal;

		private final CountDownLatch entered;

		private final CountDownLatch released;

		Job(List<String> journal, CountDownLatch entered, CountDownLatch released) {
			this.journal = journal;
			this.entered = entered;
			this.released = released;
		}

		@DistributedLock("job")
		public void run() {
			HeldLock lock = CurrentLock.get();
			this.entered.countDown();
			boolean interrupted = false;
			try {
				interrupted = !this.released.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			this.journal.add("held: " + lock.isHeld() + ", interrupted: " + interrupted);
		}

	}

}
