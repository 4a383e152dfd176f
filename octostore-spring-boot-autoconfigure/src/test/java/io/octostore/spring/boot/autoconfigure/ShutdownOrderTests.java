package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.octostore.LocksClosedException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Bodies end before the locks under them are given back.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownOrderTests {

	@Test
	@Tag("field-fault-D8")
	void aLockIsToBeHadWhenTheContextBeginsToCloseAndNotWhenBeansAreDestroyed() {
		List<String> journal = new CopyOnWriteArrayList<>();
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
				.withBean(LastWork.class, () -> new LastWork(journal))
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok")
				.run((context) -> context.getBean(LastWork.class).locks = context.getBean(OctoStoreLocks.class));
		}
		assertThat(journal).containsExactly("done under the lock",
				"Lock 'last-work' was not acquired: the locks are closed or shutting down");
	}

	@Test
	void anAcquireAfterTheEndOfTheContextIsRefusedAndNoListenerFails(CapturedOutput output) {
		AtomicReference<OctoStoreLocks> locks = new AtomicReference<>();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
					OctoStoreLockingAutoConfiguration.class, OctoStoreOverviewAutoConfiguration.class))
			.withPropertyValues("octostore.base-url=http://127.0.0.1:1", "octostore.token=tok")
			.run((context) -> locks.set(context.getBean(OctoStoreLocks.class)));
		assertThatExceptionOfType(LocksClosedException.class).isThrownBy(() -> locks.get().acquire("late"));
		assertThat(output).doesNotContain("listener failed");
	}

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
	@Tag("field-fault-C3")
	void theTimeoutCountsFromTheCloseWhereSchedulersStillWait() throws Exception {
		List<String> journal = new CopyOnWriteArrayList<>();
		CountDownLatch entered = new CountDownLatch(1);
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
						OctoStoreLockingAutoConfiguration.class))
				.withBean(ThreadPoolTaskScheduler.class)
				.withBean(Job.class, () -> new Job(journal, entered, new CountDownLatch(1)))
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok",
						"octostore.lock.shutdown-timeout=1s")
				.run((context) -> {
					Job job = context.getBean(Job.class);
					context.getBean(ThreadPoolTaskScheduler.class).schedule(job::run, Instant.now());
					assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
				});
			assertThat(journal).containsExactly("held: false, interrupted: true");
			assertThat(server.heldLocks()).isEmpty();
			assertThat(server.requests()).extracting((request) -> request.operation().orElseThrow())
				.contains(Operation.TERMINATE_SESSION);
		}
	}

	@Test
	void locksAreClosedAfterWhatCallsThemAndBeforeWhatTheirBodiesUse() {
		Map<String, Boolean> heldAtStop = new LinkedHashMap<>();
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
				.withBean(Journal.class, () -> new Journal(heldAtStop))
				.withBean("web requests", Work.class,
						() -> new Work(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE))
				.withBean("web server", Work.class,
						() -> new Work(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE))
				.withBean("message listeners", Work.class, () -> new Work(SmartLifecycle.DEFAULT_PHASE - 100))
				.withBean("executors", Work.class, () -> new Work(ExecutorConfigurationSupport.DEFAULT_PHASE))
				.withBean("resources", Work.class, () -> new Work(0))
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok",
						"octostore.lock.shutdown-timeout=2s")
				.run((context) -> context.getBean(Journal.class)
					.watch(context.getBean(OctoStoreLocks.class).tryAcquire("job").orElseThrow()));
		}
		assertThat(heldAtStop).containsOnly(entry("web requests", true), entry("web server", true),
				entry("message listeners", true), entry("executors", true), entry("resources", false));
	}

	/**
	 * Notes which parts of an application have stopped while a lock was held.
	 */
	static class Journal {

		private final Map<String, Boolean> heldAtStop;

		private HeldLock lock;

		Journal(Map<String, Boolean> heldAtStop) {
			this.heldAtStop = heldAtStop;
		}

		void watch(HeldLock newLock) {
			this.lock = newLock;
			// The shutdown need not wait for a body that does not end
			newLock.onLost((loss) -> newLock.close());
		}

		void stopped(String part) {
			this.heldAtStop.put(part, this.lock.isHeld());
		}

	}

	/**
	 * A part of an application that stops in a phase of its own.
	 */
	static class Work implements SmartLifecycle, BeanNameAware {

		private final int phase;

		@Autowired
		private Journal journal;

		private String name;

		private volatile boolean running;

		Work(int phase) {
			this.phase = phase;
		}

		@Override
		public void setBeanName(String newName) {
			this.name = newName;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.stopped(this.name);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

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

	static class LastWork implements ApplicationListener<ContextClosedEvent>, DisposableBean {

		private final List<String> journal;

		private OctoStoreLocks locks;

		LastWork(List<String> journal) {
			this.journal = journal;
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.locks.executeWithoutResult("last-work", (lock) -> this.journal.add("done under the lock"));
		}

		@Override
		public void destroy() {
			try {
				this.locks.executeWithoutResult("last-work", (lock) -> this.journal.add("too late"));
			}
			catch (LocksClosedException ex) {
				this.journal.add(ex.getMessage());
			}
		}

	}

}
