package io.octostore.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.octostore.LockHeldException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two instances of one application that share a token, on whatever server.
 */
abstract class SharedTokenContract {

	private static final int WAIT = 30;

	private final TestServer server = startServer();

	private final Resource resource = new Resource();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	abstract TestServer startServer();

	@AfterEach
	void close() {
		this.resource.openForAll();
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.server.close();
	}

	@Test
	void neverRunTwoBodiesAtOnceAndFencingTokensGrow() throws Exception {
		Worker first = start(Application.class).getBean(Worker.class);
		Worker second = start(Application.class).getBean(Worker.class);
		this.resource.openForAll();
		ExecutorService callers = Executors.newFixedThreadPool(6);
		try {
			List<Future<?>> calls = new ArrayList<>();
			for (int call = 0; call < 30; call++) {
				Worker worker = (call % 2 == 0) ? first : second;
				calls.add(callers.submit(worker::work));
			}
			for (Future<?> call : calls) {
				call.get(WAIT, TimeUnit.SECONDS);
			}
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.resource.maximum).hasValue(1);
		assertThat(this.resource.tokens).hasSize(30).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void secondIsTurnedAwayWhileTheFirstRuns() throws Exception {
		Worker first = start(Application.class).getBean(Worker.class);
		Worker second = start(Application.class).getBean(Worker.class);
		ExecutorService caller = Executors.newSingleThreadExecutor();
		try {
			Future<?> running = caller.submit(first::workAtOnce);
			this.resource.awaitEntry();
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(second::workAtOnce)
				.satisfies((held) -> assertThat(held.metadata())
					.hasValueSatisfying((metadata) -> assertThat(metadata).startsWith("shared-token-test")));
			this.resource.openForAll();
			running.get(WAIT, TimeUnit.SECONDS);
			second.workAtOnce();
		}
		finally {
			caller.shutdownNow();
		}
		assertThat(this.resource.maximum).hasValue(1);
	}

	@Test
	void secondTakesOverAScheduledJobWhenTheFirstIsClosed() throws Exception {
		ConfigurableApplicationContext first = start(Scheduling.class);
		this.resource.awaitEntry();
		start(Scheduling.class);
		long firstToken = this.resource.tokens.get(0);
		Thread closing = new Thread(first::close);
		closing.start();
		this.resource.openOnce();
		this.resource.awaitEntry();
		closing.join(TimeUnit.SECONDS.toMillis(WAIT));
		assertThat(closing.isAlive()).isFalse();
		assertThat(this.resource.tokens.get(this.resource.tokens.size() - 1)).isGreaterThan(firstToken);
		assertThat(this.resource.maximum).hasValue(1);
	}

	private ConfigurableApplicationContext start(Class<?> source) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.initializers((created) -> created.getBeanFactory().registerSingleton("resource", this.resource))
			.properties("octostore.base-url=" + this.server.baseUrl(), "octostore.token=" + TestServer.ALICE,
					"spring.application.name=shared-token-test", "spring.main.banner-mode=off")
			.run();
		this.contexts.add(context);
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class })
	static class Application {

		@Bean
		Worker worker(Resource resource) {
			return new Worker(resource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@ImportAutoConfiguration({ OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class })
	static class Scheduling {

		@Bean
		ScheduledWorker worker(Resource resource) {
			return new ScheduledWorker(resource);
		}

	}

	static class Worker {

		private final Resource resource;

		Worker(Resource resource) {
			this.resource = resource;
		}

		@DistributedLock(name = "shared", waitFor = "25s")
		public void work() {
			this.resource.use(CurrentLock.fencingToken());
		}

		@DistributedLock("shared")
		public void workAtOnce() {
			this.resource.use(CurrentLock.fencingToken());
		}

	}

	static class ScheduledWorker {

		private final Resource resource;

		ScheduledWorker(Resource resource) {
			this.resource = resource;
		}

		@Scheduled(fixedDelay = 20)
		@DistributedLock("shared")
		public void work() {
			this.resource.use(CurrentLock.fencingToken());
		}

	}

	/**
	 * What the lock protects; holds whoever uses it until the test lets go.
	 */
	static class Resource {

		private final List<Long> tokens = new CopyOnWriteArrayList<>();

		private final AtomicInteger users = new AtomicInteger();

		private final AtomicInteger maximum = new AtomicInteger();

		private final Semaphore entries = new Semaphore(0);

		private final Semaphore exits = new Semaphore(0);

		void use(long fencingToken) {
			this.tokens.add(fencingToken);
			this.maximum.accumulateAndGet(this.users.incrementAndGet(), Math::max);
			this.entries.release();
			try {
				this.exits.acquire();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("The body was interrupted", ex);
			}
			finally {
				this.users.decrementAndGet();
			}
		}

		void awaitEntry() throws InterruptedException {
			assertThat(this.entries.tryAcquire(WAIT, TimeUnit.SECONDS)).as("somebody entered").isTrue();
		}

		void openOnce() {
			this.exits.release();
		}

		void openForAll() {
			this.exits.release(1000);
		}

	}

}
