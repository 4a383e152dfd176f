package io.octostore.spring.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.integration.support.locks.DistributedLock;

import io.octostore.client.OctoStoreClient;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What users of Spring Integration expect of a lock registry that several instances
 * share: the behaviour that the tests of its own registries check.
 */
abstract class LockRegistryContract {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(100);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private Instances instances;

	private OctoStoreClient client;

	private OctoStoreLockRegistry registry;

	private OctoStoreLockRegistry otherRegistry;

	abstract TestServer startServer();

	@BeforeEach
	void start() {
		this.instances = new Instances(startServer());
		this.client = this.instances.newClient();
		this.registry = new OctoStoreLockRegistry(this.instances.newLocks(), "flow");
		this.otherRegistry = new OctoStoreLockRegistry(this.instances.newLocks(), "flow");
	}

	@AfterEach
	void stop() throws Exception {
		this.threads.shutdownNow();
		this.instances.close();
	}

	@Test
	void locksAndUnlocksAgainAndAgain() throws Exception {
		for (int round = 0; round < 5; round++) {
			Lock lock = this.registry.obtain("foo");
			lock.lock();
			assertHeld("foo");
			lock.unlock();
			assertFree("foo");
			lock.lockInterruptibly();
			assertHeld("foo");
			lock.unlock();
			assertFree("foo");
			assertThat(lock.tryLock()).isTrue();
			assertHeld("foo");
			lock.unlock();
			assertFree("foo");
		}
	}

	@Test
	void isReentrantForTheThreadThatLocked() throws Exception {
		Lock lock = this.registry.obtain("foo");
		lock.lock();
		this.registry.obtain("foo").lock();
		this.registry.obtain("foo").lockInterruptibly();
		assertThat(this.registry.obtain("foo").tryLock()).isTrue();
		assertThat(this.registry.obtain("foo").tryLock(1, TimeUnit.SECONDS)).isTrue();
		for (int count = 0; count < 4; count++) {
			lock.unlock();
			assertHeld("foo");
		}
		lock.unlock();
		assertFree("foo");
	}

	@Test
	void locksOfDifferentKeysAreIndependent() {
		Lock foo = this.registry.obtain("foo");
		Lock bar = this.registry.obtain("bar");
		foo.lock();
		bar.lock();
		assertHeld("foo");
		assertHeld("bar");
		bar.unlock();
		assertHeld("foo");
		foo.unlock();
		assertFree("foo");
	}

	@Test
	void anotherThreadDoesNotGetALockThatIsHeld() throws Exception {
		this.registry.obtain("foo").lock();
		assertThat(onAnotherThread(() -> this.registry.obtain("foo").tryLock())).isFalse();
		assertThat(onAnotherThread(() -> this.registry.obtain("foo").tryLock(50, TimeUnit.MILLISECONDS))).isFalse();
		this.registry.obtain("foo").unlock();
	}

	@Test
	void anotherInstanceDoesNotGetALockThatIsHeld() throws Exception {
		this.registry.obtain("foo").lock();
		assertThat(this.otherRegistry.obtain("foo").tryLock()).isFalse();
		assertThat(this.otherRegistry.obtain("foo").tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
		this.registry.obtain("foo").unlock();
		assertThat(this.otherRegistry.obtain("foo").tryLock()).isTrue();
		this.otherRegistry.obtain("foo").unlock();
	}

	@Test
	void anotherThreadWaitsForTheLock() throws Exception {
		waitsForTheLock(this.registry);
	}

	@Test
	void anotherInstanceWaitsForTheLock() throws Exception {
		waitsForTheLock(this.otherRegistry);
	}

	private void waitsForTheLock(OctoStoreLockRegistry waiting) throws Exception {
		this.registry.obtain("foo").lock();
		CountDownLatch begun = new CountDownLatch(1);
		Future<Void> waiter = this.threads.submit(() -> {
			begun.countDown();
			waiting.obtain("foo").lockInterruptibly();
			waiting.obtain("foo").unlock();
			return null;
		});
		begun.await();
		assertThat(waiter).isNotDone();
		this.registry.obtain("foo").unlock();
		waiter.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertFree("foo");
	}

	@Test
	void onlyTheThreadThatLockedMayUnlock() throws Exception {
		Lock lock = this.registry.obtain("foo");
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock)
			.withMessageContaining("does not hold lock 'flow.foo'");
		lock.lock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> onAnotherThread(() -> {
			lock.unlock();
			return null;
		}));
		assertHeld("foo");
		lock.unlock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
	}

	@Test
	void aLockEndsWithItsTimeToLive() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		lock.lock(SHORT);
		assertThat(this.otherRegistry.obtain("foo").tryLock(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock)
			.withMessageContaining("'flow.foo' had ended before it was unlocked");
		assertHeld("foo");
		assertThat(lock.tryLock()).isFalse();
		this.otherRegistry.obtain("foo").unlock();
		assertThat(lock.tryLock()).isTrue();
		lock.unlock();
	}

	@Test
	void aLockThatHasEndedCanBeHeldByAnotherThreadOfTheInstance() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		assertThat(lock.tryLock(Duration.ZERO, SHORT)).isTrue();
		CountDownLatch checked = new CountDownLatch(1);
		CountDownLatch locked = new CountDownLatch(1);
		Future<Void> other = this.threads.submit(() -> {
			lock.lock();
			locked.countDown();
			checked.await();
			lock.unlock();
			return null;
		});
		locked.await();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
		assertHeld("foo");
		checked.countDown();
		other.get(LONG.toSeconds(), TimeUnit.SECONDS);
		assertFree("foo");
	}

	@Test
	void aLockIsUnlockedBeforeItsTimeToLiveIsOver() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		assertThat(lock.tryLock(Duration.ZERO, LONG)).isTrue();
		assertHeld("foo");
		lock.unlock();
		assertFree("foo");
		lock.lock(LONG);
		lock.unlock();
		assertFree("foo");
	}

	@Test
	void aRenewedLockOutlivesItsFirstTimeToLive() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		DistributedLock clock = this.registry.obtain("clock");
		clock.lock(Duration.ofMillis(1500));
		lock.lock(Duration.ofMillis(1500));
		this.registry.renewLock("foo", LONG);
		await().atMost(LONG).until(() -> isFree("clock"));
		assertHeld("foo");
		lock.unlock();
		assertFree("foo");
	}

	@Test
	void aRenewalCanShortenTheTimeToLive() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		lock.lock(LONG);
		this.registry.renewLock("foo", SHORT);
		await().atMost(LONG).until(() -> isFree("foo"));
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
	}

	@Test
	void aRenewalWithoutTimeRepeatsTheLastOne() throws Exception {
		DistributedLock lock = this.registry.obtain("foo");
		lock.lock();
		this.registry.renewLock("foo");
		assertHeld("foo");
		this.registry.renewLock("foo", Duration.ofMillis(500));
		this.registry.renewLock("foo");
		await().atMost(LONG).until(() -> isFree("foo"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.registry.renewLock("foo"))
			.withMessageContaining("'flow.foo' cannot be renewed: it has ended");
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
	}

	@Test
	void onlyTheThreadThatLockedMayRenew() throws Exception {
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> this.registry.renewLock("foo"));
		this.registry.obtain("foo").lock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> onAnotherThread(() -> {
			this.registry.renewLock("foo", LONG);
			return null;
		}));
		this.registry.obtain("foo").unlock();
	}

	@Test
	void anInterruptEndsAWaitThatAllowsIt() throws Exception {
		this.registry.obtain("foo").lock();
		for (Callable<?> waiting : List.<Callable<?>>of(() -> {
			this.otherRegistry.obtain("foo").lockInterruptibly();
			return null;
		}, () -> this.otherRegistry.obtain("foo").tryLock(LONG.toSeconds(), TimeUnit.SECONDS))) {
			Future<?> waiter = this.threads.submit(() -> {
				Thread.currentThread().interrupt();
				return waiting.call();
			});
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> waiter.get(LONG.toSeconds(), TimeUnit.SECONDS))
				.withCauseInstanceOf(InterruptedException.class);
		}
		this.registry.obtain("foo").unlock();
		assertThat(this.otherRegistry.obtain("foo").tryLock()).isTrue();
		this.otherRegistry.obtain("foo").unlock();
	}

	@Test
	void anInterruptDoesNotEndAWaitThatDoesNotAllowIt() throws Exception {
		this.registry.obtain("foo").lock();
		CountDownLatch begun = new CountDownLatch(1);
		Future<Boolean> waiter = this.threads.submit(() -> {
			Thread.currentThread().interrupt();
			begun.countDown();
			this.otherRegistry.obtain("foo").lock();
			boolean interrupted = Thread.currentThread().isInterrupted();
			this.otherRegistry.obtain("foo").unlock();
			return interrupted && Thread.interrupted();
		});
		begun.await();
		assertThat(waiter).isNotDone();
		this.registry.obtain("foo").unlock();
		assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertFree("foo");
	}

	@Test
	void anAttemptWithoutWaitWorksOnAnInterruptedThread() {
		Thread.currentThread().interrupt();
		boolean locked = this.registry.obtain("foo").tryLock();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(locked).isTrue();
		this.registry.obtain("foo").unlock();
	}

	@Test
	void anInterruptedThreadUnlocks() {
		Lock lock = this.registry.obtain("foo");
		lock.lock();
		Thread.currentThread().interrupt();
		lock.unlock();
		assertThat(Thread.interrupted()).isTrue();
		assertFree("foo");
	}

	@Test
	void codeRunsUnderTheLock() throws Exception {
		this.registry.executeLocked("foo", () -> assertHeld("foo"));
		assertThat(this.registry.executeLocked("foo", LONG, () -> isFree("foo"))).isFalse();
		assertFree("foo");
		this.registry.obtain("foo").lock();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.otherRegistry.executeLocked("foo", SHORT, () -> assertFree("foo")));
		this.registry.obtain("foo").unlock();
	}

	@Test
	void threadsOfTwoInstancesExcludeEachOther() throws Exception {
		int[] counter = new int[1];
		List<Future<?>> workers = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			OctoStoreLockRegistry locks = (thread % 2 == 0) ? this.registry : this.otherRegistry;
			workers.add(this.threads.submit(() -> {
				for (int round = 0; round < 5; round++) {
					Lock lock = locks.obtain("counter");
					lock.lock();
					int before = counter[0];
					Thread.yield();
					counter[0] = before + 1;
					lock.unlock();
				}
			}));
		}
		for (Future<?> worker : workers) {
			worker.get(60, TimeUnit.SECONDS);
		}
		assertThat(counter[0]).isEqualTo(20);
	}

	@Test
	void keepsNothingForKeysThatNobodyHolds() throws Exception {
		List<Future<?>> workers = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			int number = thread;
			workers.add(this.threads.submit(() -> {
				for (int key = number; key < 200; key += 4) {
					Lock lock = this.registry.obtain("key:" + key);
					lock.lock();
					lock.unlock();
				}
			}));
		}
		for (Future<?> worker : workers) {
			worker.get(60, TimeUnit.SECONDS);
		}
		assertThat(this.client.listLocks().locks()).isEmpty();
		assertThat(this.registry).extracting("holds.holds", InstanceOfAssertFactories.MAP).isEmpty();
	}

	private <T> T onAnotherThread(Callable<T> work) throws Exception {
		try {
			return this.threads.submit(work).get(LONG.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	private boolean isFree(String key) {
		return !this.client.getLockStatus("flow." + key).isHeld();
	}

	private void assertHeld(String key) {
		assertThat(isFree(key)).as("free").isFalse();
	}

	private void assertFree(String key) {
		assertThat(isFree(key)).as("free").isTrue();
	}

}
