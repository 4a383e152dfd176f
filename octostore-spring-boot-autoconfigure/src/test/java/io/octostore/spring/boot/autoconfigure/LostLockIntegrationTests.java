package io.octostore.spring.boot.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.LockLostException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.DistributedLock;
import io.octostore.spring.boot.autoconfigure.metrics.OctoStoreMetricsAutoConfiguration;
import io.octostore.spring.boot.metrics.OctoStoreMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A lock that is lost while an annotated method runs.
 */
class LostLockIntegrationTests {

	@Test
	void interruptsTheMethodAndEndsTheCallInAnException() {
		CountDownLatch entered = new CountDownLatch(1);
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreEmbeddedAutoConfiguration.class, OctoStoreAutoConfiguration.class,
							OctoStoreLockingAutoConfiguration.class, OctoStoreMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(Job.class, () -> new Job(entered))
			.withPropertyValues("octostore.embedded.enabled=true", "octostore.session.ttl=10s",
					"octostore.lock.ttl=10s")
			.run((context) -> {
				context.getBean(OctoStoreMetrics.class).bindTo(context.getBean(MeterRegistry.class));
				ExecutorService caller = Executors.newSingleThreadExecutor();
				try {
					Future<?> call = caller.submit(() -> {
						context.getBean(Job.class).run();
						return null;
					});
					assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
					context.getBean(OctoStoreServer.class).steal("lost");
					assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call.get(30, TimeUnit.SECONDS))
						.havingCause()
						.isInstanceOfSatisfying(LockLostException.class, (lost) -> assertThat(lost.getSuppressed())
							.hasExactlyElementsOfTypes(InterruptedException.class));
					MeterRegistry registry = context.getBean(MeterRegistry.class);
					Awaitility.await()
						.until(() -> registry.get("octostore.lock.lost").tag("lock.name", "lost").counters(),
								(counters) -> counters.stream().anyMatch((counter) -> counter.count() == 1));
				}
				finally {
					caller.shutdownNow();
				}
			});
	}

	static class Job {

		private final CountDownLatch entered;

		Job(CountDownLatch entered) {
			this.entered = entered;
		}

		@DistributedLock("lost")
		public void run() throws InterruptedException {
			this.entered.countDown();
			new CountDownLatch(1).await();
		}

	}

}
