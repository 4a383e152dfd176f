package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Annotated methods that return publishers, in an application.
 */
class ReactiveMethodIntegrationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreEmbeddedAutoConfiguration.class,
				OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true");

	@Test
	void theSchedulerRunsEachTimeUnderALockOfItsOwnAndSkipsWhileItIsHeld() {
		this.runner.withUserConfiguration(Scheduling.class, Journal.class, Jobs.class).run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			Journal journal = context.getBean(Journal.class);
			await().until(() -> journal.tokens.size() >= 3);
			assertThat(journal.tokens).isSorted().doesNotHaveDuplicates();
			HeldLock held = context.getBean(OctoStoreLocks.class)
				.acquire("scheduled", LockOptions.defaults().withWaitFor(Duration.ofSeconds(10)));
			assertThat(journal.tokens).allMatch((token) -> token < held.fencingToken());
			assertThat(jobs.scheduled().blockOptional()).isEmpty();
			assertThat(journal.tokens).allMatch((token) -> token < held.fencingToken());
			held.close();
			await().until(() -> journal.tokens.get(journal.tokens.size() - 1) > held.fencingToken());
		});
	}

	@Test
	void aLossCancelsThePublisherAndEndsTheSubscription() {
		this.runner.withUserConfiguration(Journal.class, Jobs.class).run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			Journal journal = context.getBean(Journal.class);
			CompletableFuture<Long> result = jobs.endless().last().toFuture();
			assertThat(journal.started.await(30, TimeUnit.SECONDS)).isTrue();
			context.getBean(OctoStoreServer.class).steal("endless");
			context.getBean(LocksControl.class).confirm();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(LockLostException.class);
			assertThat(journal.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	static class Journal {

		private final List<Long> tokens = new CopyOnWriteArrayList<>();

		private final CountDownLatch started = new CountDownLatch(1);

		private final CountDownLatch cancelled = new CountDownLatch(1);

	}

	static class Jobs {

		private final Journal journal;

		Jobs(Journal journal) {
			this.journal = journal;
		}

		@Scheduled(fixedDelay = 10)
		@DistributedLock("scheduled")
		public Mono<Void> scheduled() {
			return ReactiveOctoStoreLocks.currentLock()
				.doOnNext((lock) -> this.journal.tokens.add(lock.fencingToken()))
				.then();
		}

		@DistributedLock("endless")
		public Flux<Long> endless() {
			return Flux.interval(Duration.ofMillis(10))
				.doOnNext((tick) -> this.journal.started.countDown())
				.doOnCancel(this.journal.cancelled::countDown);
		}

	}

}
