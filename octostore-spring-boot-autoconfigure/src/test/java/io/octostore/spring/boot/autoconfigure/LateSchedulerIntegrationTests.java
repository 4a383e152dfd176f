package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.octostore.lock.DistributedLock;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances whose only scheduler thread is busy run a job once for each fire time too.
 */
class LateSchedulerIntegrationTests {

	private static final int FIRE_TIMES = 6;

	private final TestServer server = TestServer.embedded();

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	private final NavigableMap<Long, List<String>> runs = new ConcurrentSkipListMap<>();

	@AfterEach
	void stop() {
		this.instances.forEach(ConfigurableApplicationContext::close);
		this.server.close();
	}

	@Test
	void aCallThatComesWhenTheLockOfAnotherInstanceIsFreeAgainIsSkipped() {
		start("first", Idle.class);
		start("second", Busy.class);
		start("third", Busy.class);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.runs.size() >= FIRE_TIMES + 2);
		assertThat(this.runs.headMap(this.runs.lastKey()))
			.allSatisfy((fireTime, by) -> assertThat(by).as("runs for %d", fireTime).hasSize(1));
	}

	private void start(String name, Class<?> other) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("octostore.base-url", this.server.baseUrl(),
					"octostore.token", TestServer.ALICE, "octostore.lock.metadata", name)));
		context.registerBean("taskScheduler", ThreadPoolTaskScheduler.class, ThreadPoolTaskScheduler::new);
		context.registerBean(Job.class, () -> new Job(() -> ran(name)));
		context.register(Scheduling.class, OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class,
				other);
		context.refresh();
		this.instances.add(context);
	}

	private void ran(String name) {
		this.runs.computeIfAbsent(System.currentTimeMillis() / Job.PERIOD, (fireTime) -> new CopyOnWriteArrayList<>())
			.add(name);
	}

	@EnableScheduling
	static class Scheduling {

	}

	static class Job {

		static final long PERIOD = 2_000;

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

	/**
	 * Keeps the thread from an odd second until 1.4 s after the fire time of the job.
	 */
	static class Busy {

		@Scheduled(cron = "1/2 * * * * *")
		void work() {
			LockSupport.parkNanos(Duration.ofMillis(2_400).toNanos());
		}

	}

	static class Idle {

	}

}
