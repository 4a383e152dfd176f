package io.octostore.shedlock;

import java.time.Duration;
import java.util.Optional;

import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockExtender;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.LockingTaskExecutor.TaskWithResult;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LockInterruptedException;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What ShedLock's contract tests leave open.
 */
class OctoStoreLockProviderTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final Instances instances = new Instances(TestServer.embedded());

	private final OctoStoreServer server = this.instances.server().control();

	private final OctoStoreLocks locks = this.instances.newLocks();

	private final LockProvider provider = new OctoStoreLockProvider(this.locks);

	private final LockProvider otherInstance = new OctoStoreLockProvider(this.instances.newLocks());

	@AfterEach
	void stop() {
		this.instances.close();
	}

	@Test
	void instancesExcludeEachOther() {
		SimpleLock lock = lock(this.provider, "job");
		assertThat(this.otherInstance.lock(configuration("job", LONG, Duration.ZERO))).isEmpty();
		lock.unlock();
		lock(this.otherInstance, "job").unlock();
	}

	@Test
	void takesALegalNameAsItIs() {
		SimpleLock lock = lock(this.provider, "com.acme.Job.run-1");
		assertThat(this.server.holds("com.acme.Job.run-1")).isTrue();
		lock.unlock();
	}

	@Test
	void encodesANameThatIsNotLegal() {
		SimpleLock lock = lock(this.provider, "TaskScheduler_scheduledTask");
		assertThat(this.server.holds("TaskScheduler..5fscheduledTask")).isTrue();
		lock.unlock();
	}

	@Test
	void takesAHierarchicalNameAsItIsWhereTheRuleAllowsIt() {
		LockNameRule rule = LockNameRule.HIERARCHICAL;
		try (OctoStoreClient client = OctoStoreClient.builder()
			.baseUrl(this.server.baseUrl().toString())
			.token(TestServer.ALICE)
			.lockNameRule(rule)
			.build(); OctoStoreLocks hierarchical = OctoStoreLocks.builder(client.reactive()).nameRule(rule).build()) {
			SimpleLock lock = lock(new OctoStoreLockProvider(hierarchical, rule, 64), "TaskScheduler_scheduledTask");
			assertThat(this.server.holds("TaskScheduler_scheduledTask")).isTrue();
			lock.unlock();
		}
	}

	@Test
	void cutsNamesForLocksWithAPrefix() {
		SimpleLock lock = lock(new OctoStoreLockProvider(this.locks, LockNameRule.PORTABLE, 40), "x".repeat(41));
		assertThat(this.server.heldLocks()).singleElement()
			.satisfies((held) -> assertThat(held.name()).startsWith("x".repeat(11) + "..h").hasSize(40));
		lock.unlock();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> new OctoStoreLockProvider(this.locks, LockNameRule.PORTABLE, 28));
	}

	@Test
	void givesTheLockBackWhenATaskRunsTooLong() {
		try (Warnings warnings = new Warnings(OctoStoreLockProvider.class)) {
			SimpleLock lock = this.provider.lock(configuration("job", Duration.ofMillis(50), Duration.ZERO))
				.orElseThrow();
			await().until(() -> !this.server.holds("job"));
			assertThat(warnings.messages()).singleElement()
				.asString()
				.contains("'job' still runs after its lockAtMostFor of 50 ms");
			SimpleLock other = lock(this.otherInstance, "job");
			lock.unlock();
			assertThat(this.server.holds("job")).isTrue();
			assertThatIllegalStateException().isThrownBy(lock::unlock);
			other.unlock();
		}
	}

	@Test
	void keepsTheLockAfterAShortTask() {
		SimpleLock lock = this.provider.lock(configuration("job", LONG, Duration.ofSeconds(1))).orElseThrow();
		lock.unlock();
		assertThat(this.server.holds("job")).isTrue();
		assertThat(this.provider.lock(configuration("job", LONG, Duration.ZERO))).isEmpty();
		assertThat(this.otherInstance.lock(configuration("job", LONG, Duration.ZERO))).isEmpty();
		await().until(() -> !this.server.holds("job"));
	}

	@Test
	void keepsTheLockWhenTheApplicationStopsAfterAShortTask() {
		SimpleLock lock = this.provider.lock(configuration("job", LONG, Duration.ofSeconds(30))).orElseThrow();
		lock.unlock();
		this.locks.close();
		assertThat(this.server.holds("job")).isTrue();
		assertThat(this.otherInstance.lock(configuration("job", LONG, Duration.ZERO))).isEmpty();
		this.server.advanceTime(Duration.ofSeconds(31));
		lock(this.otherInstance, "job").unlock();
	}

	@Test
	void keepsTheLockForTheShortestTimeOfItsExtension() {
		SimpleLock lock = lock(this.provider, "job");
		lock.extend(LONG, Duration.ofSeconds(1)).orElseThrow().unlock();
		assertThat(this.server.holds("job")).isTrue();
		await().until(() -> !this.server.holds("job"));
	}

	@Test
	void refusesAShortestTimeOfMoreThanAnHour() {
		Duration tooLong = Duration.ofMinutes(61);
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> this.provider.lock(configuration("job", tooLong, tooLong)))
			.withMessage("lockAtLeastFor of lock 'job' must be at most 1 hour, but is PT1H1M");
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void doesNotWarnOfATaskThatEndedInTime() {
		Duration atMost = Duration.ofSeconds(2);
		try (Warnings warnings = new Warnings(OctoStoreLockProvider.class)) {
			lock(this.provider, "warm-up").unlock();
			this.provider.lock(configuration("first", atMost, Duration.ofMillis(50))).orElseThrow().unlock();
			// Is held until the other's time would be over
			this.provider.lock(configuration("clock", LONG, atMost)).orElseThrow().unlock();
			await().until(() -> !this.server.holds("clock"));
			assertThat(warnings.messages()).isEmpty();
		}
	}

	@Test
	void doesNotExtendALostLock() {
		SimpleLock lock = lock(this.provider, "job");
		this.server.expire("job");
		this.server.sweep();
		Control.of(this.locks).confirm();
		await().until(
				() -> Control.of(this.locks).activity().held().stream().allMatch((held) -> held.remaining().isZero()));
		assertThat(lock.extend(LONG, Duration.ZERO)).isEmpty();
		assertThatIllegalStateException().isThrownBy(lock::unlock);
		lock(this.provider, "job").unlock();
	}

	@Test
	void aLostLockCanBeUnlocked() {
		SimpleLock lock = this.provider.lock(configuration("job", LONG, LONG)).orElseThrow();
		this.server.expire("job");
		this.server.sweep();
		Control.of(this.locks).confirm();
		await().until(
				() -> Control.of(this.locks).activity().held().stream().allMatch((held) -> held.remaining().isZero()));
		lock.unlock();
		lock(this.provider, "job").unlock();
	}

	@Test
	void aFailureIsNoLockThatIsHeld() {
		this.server.goDown();
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> this.provider.lock(configuration("job", LONG, Duration.ZERO)))
			.withMessageContaining("'job' could not be acquired")
			.withCauseInstanceOf(OctoStoreException.class);
	}

	@Test
	void aTaskDoesNotRunWhileTheApplicationIsShutDown() {
		this.locks.close();
		assertThat(this.provider.lock(configuration("job", LONG, Duration.ZERO))).isEmpty();
	}

	@Test
	void anInterruptedThreadAcquiresNothing() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> this.provider.lock(configuration("job", LONG, Duration.ZERO)))
			.withCauseInstanceOf(LockInterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.server.holds("job")).isFalse();
	}

	@Test
	void aTaskCanExtendItsLock() throws Throwable {
		DefaultLockingTaskExecutor executor = new DefaultLockingTaskExecutor(this.provider);
		TaskWithResult<Boolean> task = () -> {
			LockAssert.assertLocked();
			LockExtender.extendActiveLock(LONG, Duration.ZERO);
			return this.server.holds("job");
		};
		assertThat(executor.executeWithLock(task, configuration("job", LONG, Duration.ZERO)).getResult()).isTrue();
		assertThat(this.server.holds("job")).isFalse();
	}

	@Test
	void aLockCanBeKeptAlive() {
		ManualExecutor executor = new ManualExecutor();
		KeepAliveLockProvider keepAlive = new KeepAliveLockProvider(new OctoStoreLockProvider(this.locks), executor);
		SimpleLock lock = keepAlive.lock(configuration("job", LONG, Duration.ZERO)).orElseThrow();
		assertThat(executor.period()).isEqualTo(LONG.dividedBy(2));
		executor.runTask();
		executor.runTask();
		assertThat(this.server.holds("job")).isTrue();
		lock.unlock();
		assertThat(executor.isCancelled()).isTrue();
		assertThat(this.server.holds("job")).isFalse();
	}

	private static SimpleLock lock(LockProvider provider, String name) {
		Optional<SimpleLock> lock = provider.lock(configuration(name, LONG, Duration.ZERO));
		assertThat(lock).isPresent();
		return lock.get();
	}

	private static LockConfiguration configuration(String name, Duration atMost, Duration atLeast) {
		return new LockConfiguration(ClockProvider.now(), name, atMost, atLeast);
	}

}
