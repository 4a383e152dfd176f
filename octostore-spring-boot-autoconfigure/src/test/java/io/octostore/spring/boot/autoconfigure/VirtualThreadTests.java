package io.octostore.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.octostore.LockLostException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose jobs and calls run on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreEmbeddedAutoConfiguration.class,
				OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class, TaskExecutionAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true", "spring.threads.virtual.enabled=true");

	@Test
	void scheduledMethodsRunOnVirtualThreadsUnderTheirLock() {
		this.runner.withUserConfiguration(Scheduling.class, Tick.class).run((context) -> {
			Tick tick = context.getBean(Tick.class);
			await().until(() -> tick.runs().size() >= 5);
			assertThat(tick.runs()).allSatisfy((run) -> assertThat(run.thread()).startsWith("VirtualThread["));
			assertThat(tick.runs()).extracting(Run::token).isSorted().doesNotHaveDuplicates();
		});
	}

	@Test
	void aCronJobOnVirtualThreadsHoldsItsLockAtLeast() {
		this.runner.withUserConfiguration(Scheduling.class, Cron.class).run((context) -> {
			Cron cron = context.getBean(Cron.class);
			await().until(() -> cron.ended().getCount() == 0);
			await().until(() -> context.getBean(LocksControl.class).activity().held().isEmpty());
			assertThat(context.getBean(OctoStoreServer.class).holds("cron")).isTrue();
		});
	}

	@Test
	void aLossInterruptsAScheduledMethod() {
		this.runner.withUserConfiguration(Scheduling.class, Endless.class).run((context) -> {
			Endless endless = context.getBean(Endless.class);
			assertThat(endless.begun().await(30, TimeUnit.SECONDS)).isTrue();
			context.getBean(OctoStoreServer.class).steal("endless");
			context.getBean(LocksControl.class).confirm();
			assertThat(endless.ended().get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		});
	}

	@Test
	void aLossEndsACallInItsException() {
		this.runner.run((context) -> {
			CountDownLatch begun = new CountDownLatch(1);
			OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
			Future<?> call = context.getBean(AsyncTaskExecutor.class)
				.submit(() -> locks.executeChecked("endless", LockOptions.defaults(), (lock) -> {
					begun.countDown();
					new CountDownLatch(1).await();
					return lock.name();
				}));
			assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
			context.getBean(OctoStoreServer.class).steal("endless");
			context.getBean(LocksControl.class).confirm();
			assertThat(call).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withCauseInstanceOf(LockLostException.class);
		});
	}

	/**
	 * Callers that wait in the queue, acquire and release keep no platform thread.
	 */
	@Test
	void noPlatformThreadIsPinned(@TempDir Path folder) {
		this.runner.run((context) -> {
			OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
			AsyncTaskExecutor executor = context.getBean(AsyncTaskExecutor.class);
			locks.executeWithoutResult("first", (lock) -> lock.ensureHeld());
			Path file = folder.resolve("pinned.jfr");
			try (Recording recording = new Recording()) {
				recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
				recording.start();
				List<? extends Future<?>> calls = IntStream.range(0, 40)
					.mapToObj((call) -> executor.submit(() -> locks.executeWithoutResult("job-" + call % 4,
							LockOptions.ofWaitFor(Duration.ofSeconds(30)), (lock) -> Thread.yield())))
					.toList();
				assertThat(calls).allSatisfy((call) -> assertThat(call).succeedsWithin(Duration.ofSeconds(60)));
				recording.dump(file);
			}
			assertThat(RecordingFile.readAllEvents(file)).extracting(RecordedEvent::toString).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	record Run(String thread, long token) {
	}

	static class Tick {

		private final List<Run> runs = new CopyOnWriteArrayList<>();

		@Scheduled(fixedDelay = 10)
		@DistributedLock("tick")
		public void tick() {
			this.runs.add(new Run(Thread.currentThread().toString(), CurrentLock.fencingToken()));
		}

		List<Run> runs() {
			return this.runs;
		}

	}

	static class Cron {

		private final CountDownLatch ended = new CountDownLatch(1);

		@Scheduled(cron = "*/4 * * * * *")
		@DistributedLock("cron")
		public void run() {
			this.ended.countDown();
		}

		CountDownLatch ended() {
			return this.ended;
		}

	}

	static class Endless {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CompletableFuture<Exception> ended = new CompletableFuture<>();

		@Scheduled(fixedDelay = 10)
		@DistributedLock("endless")
		public void run() throws InterruptedException {
			try {
				this.begun.countDown();
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.ended.complete(ex);
				throw ex;
			}
		}

		CountDownLatch begun() {
			return this.begun;
		}

		Future<Exception> ended() {
			return this.ended;
		}

	}

}
