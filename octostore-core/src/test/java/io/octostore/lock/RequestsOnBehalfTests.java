package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.client.authority.RequestContexts;
import io.octostore.client.http.BackgroundRequests;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The call on whose behalf a request about a lock is sent: its trace has the request, and
 * a request without a call is none of its own.
 */
class RequestsOnBehalfTests {

	private static final LockOptions WAITING = LockOptions.defaults().withWaitFor(Duration.ofSeconds(10));

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority();

	/** On whose behalf each acquire and each release was sent. */
	private final List<String> sent = new CopyOnWriteArrayList<>();

	private final List<OctoStoreLocks> all = new ArrayList<>();

	private volatile @Nullable RequestContexts contexts;

	private volatile boolean held;

	@AfterEach
	void stop() {
		this.held = false;
		this.all.forEach(OctoStoreLocks::close);
	}

	private OctoStoreLocks locks(@Nullable LockObserver observer) {
		OctoStoreLocksBuilder builder = new OctoStoreLocksBuilder().through((requests) -> {
			this.contexts = requests;
			return this.authority.answering((call) -> answer(call, requests));
		}).time(this.time, this.time, new Random(1)).shutdownTimeout(Duration.ZERO);
		OctoStoreLocks locks = ((observer != null) ? builder.observer(observer) : builder).build();
		this.all.add(locks);
		return locks;
	}

	private Object answer(ScriptedAuthority.Call call, RequestContexts requests) {
		if (call.operation() == Operation.ACQUIRE) {
			this.sent.add("acquire for " + describe(requests.asking(call.name())));
			return this.held ? ScriptedAuthority.held(Duration.ofSeconds(1)) : this.authority.granted();
		}
		if (call.operation() == Operation.RELEASE) {
			this.sent.add("release for " + describe(requests.holding(call.name())));
		}
		return this.authority.healthyAnswer(call);
	}

	private String asking(String name) {
		RequestContexts requests = this.contexts;
		return (requests != null) ? describe(requests.asking(name)) : "";
	}

	private String holding(String name) {
		RequestContexts requests = this.contexts;
		return (requests != null) ? describe(requests.holding(name)) : "";
	}

	private static String describe(ContextView context) {
		if (context.hasKey(BackgroundRequests.class)) {
			return "nothing";
		}
		return context.getOrDefault("call", "itself");
	}

	/**
	 * Subscribe for a caller, with a body that ends when the returned future completes.
	 */
	private Subscription subscribe(OctoStoreLocks locks, String caller, LockOptions options) {
		CompletableFuture<String> end = new CompletableFuture<>();
		CompletableFuture<Long> begun = new CompletableFuture<>();
		Mono<String> call = locks.reactive().withLock("job", options, (lock) -> {
			begun.complete(lock.fencingToken());
			return Mono.fromFuture(end);
		});
		return new Subscription(call.contextWrite(Context.of("caller", caller)).subscribe((value) -> {
		}, (failure) -> {
		}), begun, end);
	}

	@Test
	void anAcquireIsThatOfItsCallerAndAReleaseThatOfTheHolder() {
		OctoStoreLocks locks = locks(new Traces());
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.sent).containsExactly("acquire for attempt of a thread", "release for holding of a thread");
	}

	@Test
	void afterTheCallNothingIsOnItsBehalf() {
		OctoStoreLocks locks = locks(new Traces());
		HeldLock lock = locks.tryAcquire("job").orElseThrow();
		assertThat(asking("job")).isEqualTo("nothing");
		assertThat(holding("job")).isEqualTo("holding of a thread");
		lock.close();
		assertThat(holding("job")).isEqualTo("nothing");
	}

	@Test
	void anAcquireForSeveralCallersIsThatOfTheFirst() {
		this.held = true;
		OctoStoreLocks locks = locks(new Traces());
		Subscription first = subscribe(locks, "alice", WAITING);
		Subscription second = subscribe(locks, "bob", WAITING);
		await().until(() -> Control.of(locks).activity().waiting() == 2);
		assertThat(asking("job")).isEqualTo("attempt of alice");
		first.call().dispose();
		assertThat(asking("job")).isEqualTo("attempt of bob");
		second.call().dispose();
		assertThat(asking("job")).isEqualTo("nothing");
	}

	@Test
	void theReleaseOfALockThatWasHandedOverIsThatOfItsLastHolder() {
		OctoStoreLocks locks = locks(new Traces());
		LockOptions passing = WAITING.withHandOver(true);
		Subscription first = subscribe(locks, "alice", passing);
		first.begun().join();
		Subscription second = subscribe(locks, "bob", passing);
		await().until(() -> Control.of(locks).activity().waiting() == 1);
		first.end().complete("done");
		assertThat(second.begun().join()).isEqualTo(first.begun().join());
		assertThat(holding("job")).isEqualTo("holding of bob");
		second.end().complete("done");
		await().until(() -> this.sent.contains("release for holding of bob"));
	}

	@Test
	void aPermitThatIsTakenIsNotAskedForAnyMore() {
		this.held = true;
		OctoStoreLocks locks = locks(new Traces());
		assertThat(locks.tryAcquire("job", LockOptions.defaults().withPermits(2))).isEmpty();
		assertThat(this.sent).hasSize(2).containsOnly("acquire for attempt of a thread");
		assertThat(List.of(asking("job..p1"), asking("job..p2"))).containsOnly("nothing");
	}

	@Test
	void withoutAnObserverEachRequestIsObservedByItself() {
		OctoStoreLocks locks = locks(null);
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.sent).containsExactly("acquire for itself", "release for itself");
	}

	@Test
	void aCallThatTheObserverFailsToFollowHasNoRequests() {
		OctoStoreLocks locks = locks((name, label, caller) -> {
			throw new IllegalStateException("at the begin");
		});
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.sent).containsExactly("acquire for nothing", "release for nothing");
	}

	@Test
	void aLockThatTheObserverFailsToFollowHasNoRelease() {
		OctoStoreLocks locks = locks((name, label, caller) -> new Trace("of a thread", "at the hand-out"));
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.sent).containsExactly("acquire for attempt of a thread", "release for nothing");
	}

	@Test
	void anObserverThatHasNoContextForARequestDoesNotStopIt() {
		OctoStoreLocks locks = locks((name, label, caller) -> new Trace("of a thread", "at a request"));
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.sent).containsExactly("acquire for nothing", "release for nothing");
	}

	/**
	 * One subscriber.
	 *
	 * @param call ends it
	 * @param begun completes with the fencing token when its body begins
	 * @param end ends the body
	 */
	private record Subscription(Disposable call, CompletableFuture<Long> begun, CompletableFuture<String> end) {
	}

	/**
	 * Follows calls by the name of their caller.
	 */
	private static final class Traces implements LockObserver {

		@Override
		public Attempt begin(String lockName, String label, ContextView caller) {
			return new Trace("of " + caller.getOrDefault("caller", "a thread"), "never");
		}

	}

	/**
	 * Follows one call, and fails if it is to.
	 *
	 * @param caller the caller
	 * @param failing when it fails
	 */
	private record Trace(String caller, String failing) implements LockObserver.Attempt {

		private ContextView context(String what) {
			if (this.failing.equals("at a request")) {
				throw new IllegalStateException(this.failing);
			}
			return Context.of("call", what + " " + this.caller);
		}

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			// of no interest here
		}

		@Override
		public LockObserver.Holding handedOut(HeldLock lock) {
			if (this.failing.equals("at the hand-out")) {
				throw new IllegalStateException(this.failing);
			}
			return new Followed(this);
		}

		@Override
		public ContextView forRequests() {
			return context("attempt");
		}

	}

	/**
	 * Follows one lock.
	 *
	 * @param trace the call that has it
	 */
	private record Followed(Trace trace) implements LockObserver.Holding {

		@Override
		public LockObserver.Scope open() {
			return () -> {
			};
		}

		@Override
		public Context into(Context context) {
			return context;
		}

		@Override
		public void ended(HeldOutcome outcome, @Nullable Throwable loss) {
			// of no interest here
		}

		@Override
		public ContextView forRequests() {
			return this.trace.context("holding");
		}

	}

}
