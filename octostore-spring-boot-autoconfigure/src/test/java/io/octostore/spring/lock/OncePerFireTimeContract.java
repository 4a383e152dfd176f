package io.octostore.spring.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances whose clocks differ run a cron job once for each fire time, on whatever
 * server.
 */
abstract class OncePerFireTimeContract {

	private static final Duration PERIOD = Duration.ofSeconds(2);

	private final TestServer server = startServer();

	private final List<Instance> instances = new ArrayList<>();

	private final Runs runs = new Runs();

	abstract TestServer startServer();

	/**
	 * How many fire times are looked at.
	 */
	abstract int fireTimes();

	/**
	 * The first run would come late while classes are loaded, and so would the end of its
	 * hold: a fire time after a kill could be over by then.
	 */
	@BeforeEach
	void loadClasses() {
		try (OctoStoreClient client = OctoStoreClient.create(this.server.baseUrl().toString(), TestServer.ALICE);
				OctoStoreLocks locks = OctoStoreLocks.builder(client.reactive()).build()) {
			locks.executeWithoutResult("warm-up", (lock) -> {
			});
		}
	}

	@AfterEach
	void stop() {
		this.instances.forEach(Instance::close);
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "3, 50, 1", "4, 250, 1", "3, 400, 300", "10, 80, 1" })
	void runsOnceForEachFireTime(int fleet, int millisApart, int millisLong) {
		for (int number = 0; number < fleet; number++) {
			start(Duration.ofMillis((long) number * millisApart), Duration.ofMillis(millisLong));
		}
		this.runs.awaitFireTimes(fireTimes());
		this.runs.assertOnceEach();
	}

	/**
	 * The next instance has a clock that is behind, and finds the lock of one that is
	 * gone.
	 */
	@ParameterizedTest
	@CsvSource({ "1", "300" })
	void runsOnceWhenTheInstanceThatRanItIsStopped(int millisLong) {
		start(Duration.ZERO, Duration.ofMillis(millisLong));
		start(Duration.ofMillis(700), Duration.ofMillis(millisLong));
		for (int round = 0; round < fireTimes(); round++) {
			Instance first = this.instances.get(0);
			this.runs.awaitEndOn(first);
			first.close();
			this.instances.remove(first);
			this.instances.add(0, new Instance(Duration.ZERO, Duration.ofMillis(millisLong)));
		}
		this.runs.assertOnceEach();
	}

	/**
	 * The process is gone after the run: nothing of it reaches the server any more.
	 */
	@ParameterizedTest
	@CsvSource({ "1", "300" })
	void runsOnceWhenTheInstanceThatRanItIsKilled(int millisLong) {
		start(Duration.ZERO, Duration.ofMillis(millisLong));
		start(Duration.ofMillis(700), Duration.ofMillis(millisLong));
		for (int round = 0; round < fireTimes(); round++) {
			Instance first = this.instances.get(0);
			this.runs.awaitReturnOn(first);
			first.kill();
			this.instances.set(0, new Instance(Duration.ZERO, Duration.ofMillis(millisLong)));
		}
		this.runs.assertOnceEach();
	}

	private void start(Duration behind, Duration length) {
		this.instances.add(new Instance(behind, length));
	}

	/**
	 * Which instances ran the job, by fire time.
	 */
	private static final class Runs {

		private final NavigableMap<Instant, List<Instance>> byFireTime = new ConcurrentSkipListMap<>();

		private final List<Instance> ended = new CopyOnWriteArrayList<>();

		/** Where the locked method has returned too. */
		private final List<Instance> returned = new CopyOnWriteArrayList<>();

		void begins(Instance instance, Instant now) {
			Instant fireTime = Instant.ofEpochMilli(now.toEpochMilli() / PERIOD.toMillis() * PERIOD.toMillis());
			this.byFireTime.computeIfAbsent(fireTime, (key) -> new CopyOnWriteArrayList<>()).add(instance);
		}

		void awaitEndOn(Instance instance) {
			await(this.ended, instance);
		}

		void awaitReturnOn(Instance instance) {
			await(this.returned, instance);
		}

		private static void await(List<Instance> instances, Instance instance) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.until(() -> instances.contains(instance));
		}

		void awaitFireTimes(int count) {
			// The first one may have come while some instances were not there yet
			Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> this.byFireTime.size() >= count + 2);
		}

		void assertOnceEach() {
			assertThat(this.byFireTime)
				.allSatisfy((fireTime, by) -> assertThat(by).as("runs for %s", fireTime).hasSize(1));
			Instant last = this.byFireTime.lastKey();
			for (Instant time = this.byFireTime.firstKey(); time.isBefore(last); time = time.plus(PERIOD)) {
				assertThat(this.byFireTime).as("fire times").containsKey(time);
			}
		}

	}

	private final class Instance implements AutoCloseable {

		private final OctoStoreClient client = OctoStoreClient
			.create(OncePerFireTimeContract.this.server.baseUrl().toString(), TestServer.ALICE);

		private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client.reactive()).build();

		private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

		private final Clock clock;

		private final Duration length;

		Instance(Duration behind, Duration length) {
			this.clock = Clock.offset(Clock.tickMillis(ZoneOffset.UTC), behind.negated());
			this.length = length;
			this.context.registerBean(DistributedLockPostProcessor.class, () -> {
				DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> this.locks);
				processor.setProxyTargetClass(true);
				return processor;
			});
			this.context.registerBean("taskScheduler", ThreadPoolTaskScheduler.class, () -> {
				ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
				scheduler.setClock(this.clock);
				scheduler.setTaskDecorator((task) -> () -> {
					task.run();
					if (OncePerFireTimeContract.this.runs.ended.contains(this)) {
						OncePerFireTimeContract.this.runs.returned.add(this);
					}
				});
				scheduler.setWaitForTasksToCompleteOnShutdown(true);
				scheduler.setAwaitTerminationSeconds(10);
				return scheduler;
			});
			this.context.registerBean(Job.class, () -> new Job(this::run));
			this.context.register(Scheduling.class);
			this.context.refresh();
		}

		private void run() {
			OncePerFireTimeContract.this.runs.begins(this, this.clock.instant());
			LockSupport.parkNanos(this.length.toNanos());
			OncePerFireTimeContract.this.runs.ended.add(this);
		}

		void kill() {
			this.client.close();
			close();
		}

		@Override
		public void close() {
			this.context.close();
			this.locks.close();
			this.client.close();
		}

	}

	@EnableScheduling
	static class Scheduling {

	}

	static class Job {

		private final Runnable body;

		Job(Runnable body) {
			this.body = body;
		}

		@Scheduled(cron = "*/2 * * * * *")
		@DistributedLock("job")
		void run() {
			this.body.run();
		}

	}

}
