package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Two instances with one token exclude each other, on whatever server.
 */
abstract class ExclusionContract {

	private static final int INSTANCES = 2;

	private static final int THREADS = 2;

	private static final int ROUNDS = 5;

	private final List<AutoCloseable> resources = new ArrayList<>();

	private TestServer server;

	abstract TestServer startServer();

	@BeforeEach
	void start() {
		this.server = startServer();
	}

	@AfterEach
	void stop() throws Exception {
		for (int index = this.resources.size() - 1; index >= 0; index--) {
			this.resources.get(index).close();
		}
		this.server.close();
	}

	@Test
	void neverTwoBodiesAtOnceAndFencingTokensGrow() throws Exception {
		new Contention(instance(false), instance(false)).run().check();
	}

	@Test
	void withoutTheEphemeralFlagBothInstancesGetTheLock() throws Exception {
		Contention contention = new Contention(instance(true), instance(true)).run();
		assertThatThrownBy(contention::check).isInstanceOf(AssertionError.class);
	}

	@Test
	void leavesNothingBehind() throws Exception {
		OctoStoreLocks first = instance(false);
		OctoStoreLocks second = instance(false);
		new Contention(first, second).run();
		HeldLock held = first.tryAcquire("held-at-close").orElseThrow();
		held.close();
		first.close();
		second.close();
		ReactiveOctoStoreClient client = client();
		assertThat(client.listLocks().block().locks()).isEmpty();
	}

	@Test
	void aLockDelayKeepsTheNextInstanceOutForItsTime() {
		OctoStoreLocks first = delayed();
		OctoStoreLocks second = delayed();
		HeldLock held = first.acquire("report");
		assertThat(client().getLockStatus("report").block().metadata()).contains("writes the report");
		long token = held.fencingToken();
		held.close();
		assertThat(second.tryAcquire("report")).isEmpty();
		assertThat(first.tryAcquire("report")).isEmpty();
		assertThat(second.tryAcquire("other")).isPresent();
		HeldLock next = second.acquire("report", LockOptions.ofWaitFor(Duration.ofSeconds(20)));
		assertThat(next.fencingToken()).isGreaterThan(token);
	}

	private OctoStoreLocks delayed() {
		OctoStoreLocks locks = new OctoStoreLocksBuilder().alsoThrough(client())
			.lockDelay("report", Duration.ofSeconds(3))
			.metadata("report", "writes the report")
			.build();
		this.resources.add(locks);
		return locks;
	}

	private ReactiveOctoStoreClient client() {
		ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE);
		this.resources.add(client);
		return client;
	}

	private OctoStoreLocks instance(boolean ownedByTheUser) {
		OctoStoreLocksBuilder builder = new OctoStoreLocksBuilder();
		ReactiveOctoStoreClient client = client();
		if (ownedByTheUser) {
			builder.alsoThrough(new WithoutSession(new OctoStoreAuthority(client, null)));
		}
		else {
			builder.alsoThrough(client);
		}
		OctoStoreLocks locks = builder.build();
		this.resources.add(locks);
		return locks;
	}

	/**
	 * Many callers of several instances that want one lock.
	 */
	private static final class Contention {

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

	/**
	 * What other clients of this service do: acquire without a session of their own.
	 */
	private static final class WithoutSession implements LockAuthority {

		private final LockAuthority authority;

		WithoutSession(LockAuthority authority) {
			this.authority = authority;
		}

		@Override
		public AuthorityTraits traits() {
			return this.authority.traits();
		}

		@Override
		public Watch watch(String name, Consumer<? super WatchSignal> signals) {
			return this.authority.watch(name, signals);
		}

		@Override
		public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
				Consumer<? super AcquireAnswer> answer) {
			this.authority.acquire(name, ttl, null, attempt, answer);
		}

		@Override
		public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
			this.authority.createSession(ttl, attempt, answer);
		}

		@Override
		public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
			this.authority.keepAlive(session, attempt, answer);
		}

		@Override
		public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
			this.authority.countLocks(session, attempt, answer);
		}

		@Override
		public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
			this.authority.endSession(session, attempt, answer);
		}

		@Override
		public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
				Consumer<? super ConfirmAnswer> answer) {
			this.authority.renew(name, lease, ttl, attempt, answer);
		}

		@Override
		public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
			this.authority.release(name, lease, attempt, answer);
		}

	}

}
