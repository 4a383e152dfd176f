package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.authority.LockAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances exclude each other, whatever service grants the locks.
 */
abstract class ExclusionContract {

	private static final int INSTANCES = 2;

	private static final int THREADS = 2;

	private static final int ROUNDS = 5;

	private final List<AutoCloseable> resources = new ArrayList<>();

	/**
	 * Start the service, or take one that has no locks yet.
	 */
	abstract void startService();

	/**
	 * Another way to the service, as another instance has one.
	 */
	abstract LockAuthority connect();

	/**
	 * Names of all locks that the service has.
	 */
	abstract List<String> remaining();

	/**
	 * End everything that was started.
	 */
	abstract void endService();

	@BeforeEach
	void start() {
		startService();
	}

	@AfterEach
	void stop() throws Exception {
		for (int index = this.resources.size() - 1; index >= 0; index--) {
			this.resources.get(index).close();
		}
		endService();
	}

	final <T extends AutoCloseable> T opened(T resource) {
		this.resources.add(resource);
		return resource;
	}

	final OctoStoreLocks instance() {
		return opened(OctoStoreLocks.builder(connect()).build());
	}

	@Test
	void neverTwoBodiesAtOnceAndFencingTokensGrow() throws Exception {
		new Contention(instance(), instance()).run().check();
	}

	@Test
	void leavesNothingBehind() throws Exception {
		OctoStoreLocks first = instance();
		OctoStoreLocks second = instance();
		new Contention(first, second).run();
		HeldLock held = first.tryAcquire("held-at-close").orElseThrow();
		assertThat(remaining()).contains("held-at-close");
		held.close();
		first.close();
		second.close();
		assertThat(remaining()).isEmpty();
	}

	@Test
	void aWaitingInstanceIsServedWhenTheOtherOneReleasesOrEnds() {
		OctoStoreLocks first = instance();
		OctoStoreLocks second = instance();
		HeldLock released = first.tryAcquire("released").orElseThrow();
		HeldLock left = first.tryAcquire("left").orElseThrow();
		CompletableFuture<Long> afterRelease = waiting(second, "released");
		CompletableFuture<Long> afterEnd = waiting(second, "left");
		await().until(() -> ((LocksControl) second).activity().waiting() == 2);
		released.close();
		assertThat(afterRelease.orTimeout(30, TimeUnit.SECONDS).join()).isGreaterThan(released.fencingToken());
		assertThat(afterEnd).isNotDone();
		first.close(Duration.ZERO);
		assertThat(afterEnd.orTimeout(60, TimeUnit.SECONDS).join()).isGreaterThan(left.fencingToken());
	}

	private static CompletableFuture<Long> waiting(OctoStoreLocks locks, String name) {
		return CompletableFuture.supplyAsync(
				() -> locks.execute(name, LockOptions.ofWaitFor(Duration.ofMinutes(2)), HeldLock::fencingToken));
	}

	@Test
	void aHoldKeepsTheOtherInstanceOutForItsTime() {
		OctoStoreLocks first = instance();
		OctoStoreLocks second = instance();
		HeldLock held = first.tryAcquire("report", LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(4)))
			.orElseThrow();
		held.close();
		assertThat(second.tryAcquire("report")).isEmpty();
		HeldLock next = second.acquire("report", LockOptions.ofWaitFor(Duration.ofSeconds(30)));
		assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
	}

	@Test
	void asManyInstancesAsThereArePermitsHoldALock() {
		LockOptions two = LockOptions.defaults().withPermits(2);
		OctoStoreLocks first = instance();
		OctoStoreLocks second = instance();
		HeldLock one = first.tryAcquire("pool", two).orElseThrow();
		HeldLock other = second.tryAcquire("pool", two).orElseThrow();
		assertThat(one.permit()).isNotEqualTo(other.permit());
		assertThat(first.tryAcquire("pool", two)).isEmpty();
		assertThat(instance().tryAcquire("pool", two)).isEmpty();
		other.close();
		assertThat(first.tryAcquire("pool", two)).isPresent();
	}

	/**
	 * Many callers of several instances that want one lock.
	 */
	static final class Contention {

		private final OctoStoreLocks[] instances;

		private final AtomicInteger inside = new AtomicInteger();

		private final List<String> overlaps = new CopyOnWriteArrayList<>();

		private final List<Long> tokens = new CopyOnWriteArrayList<>();

		Contention(OctoStoreLocks... instances) {
			this.instances = instances;
		}

		Contention run() throws Exception {
			ExecutorService threads = Executors.newFixedThreadPool(INSTANCES * THREADS);
			try {
				List<Callable<Void>> callers = new ArrayList<>();
				for (OctoStoreLocks instance : this.instances) {
					for (int thread = 0; thread < THREADS; thread++) {
						callers.add(() -> work(instance));
					}
				}
				for (Future<Void> caller : threads.invokeAll(callers, 2, TimeUnit.MINUTES)) {
					caller.get();
				}
			}
			finally {
				threads.shutdownNow();
			}
			return this;
		}

		private Void work(OctoStoreLocks instance) throws InterruptedException {
			LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));
			for (int round = 0; round < ROUNDS; round++) {
				instance.execute("shared", options, (lock) -> {
					if (this.inside.incrementAndGet() != 1) {
						this.overlaps.add("token " + lock.fencingToken());
					}
					this.tokens.add(lock.fencingToken());
					for (int step = 0; step < 1_000; step++) {
						Thread.yield();
					}
					this.inside.decrementAndGet();
					return null;
				});
			}
			return null;
		}

		void check() {
			assertThat(this.overlaps).as("bodies that ran while another one did").isEmpty();
			assertThat(this.tokens).hasSize(INSTANCES * THREADS * ROUNDS).isSorted().doesNotHaveDuplicates();
		}

	}

}
