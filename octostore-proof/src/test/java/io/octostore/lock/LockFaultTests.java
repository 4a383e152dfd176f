package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.LocksNotSuspendedException;
import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionId;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.internal.BodyGate;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Faults that callers, bodies and listeners of one instance meet, in virtual time.
 */
class LockFaultTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private static final LeaseTerms TERMS = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final List<LockListener> listeners = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private final List<CompletableFuture<HeldLock>> waiting = new CopyOnWriteArrayList<>();

	private @Nullable OctoStoreLocks locks;

	private OctoStoreLocks locks() {
		OctoStoreLocks existing = this.locks;
		if (existing != null) {
			return existing;
		}
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(this.authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO);
		this.listeners.forEach(builder::listener);
		OctoStoreLocks created = builder.build();
		this.locks = created;
		return created;
	}

	private VirtualLocks virtualLocks() {
		return new VirtualLocks(this.authority, this.time, this.time, new Random(1));
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.interrupt();
			thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		this.authority.healthy();
		if (this.locks != null) {
			this.locks.close(Duration.ZERO);
		}
	}

	private void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	private void loseSession() {
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		this.time.advance(Duration.ofMillis(10_200));
		this.authority.healthy();
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	private interface Blocking<T> {

		T run() throws Throwable;

	}

	private <T> CompletableFuture<T> start(Blocking<T> blocking) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(blocking.run());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
		return result;
	}

	private static Throwable failure(CompletableFuture<?> future) throws Exception {
		try {
			future.get(5, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		throw new AssertionError("Expected a failure");
	}

	@FaultTest(number = "D13", tier = Tier.T0, fault = "checkpoint requested while a lease is out",
			mutant = Mutant.TAKES_SESSIONS_INTO_A_CHECKPOINT)
	void aCheckpointIsRefusedWhileALockIsHeldAndNoSessionOutlivesOne() {
		HeldLock lock = locks().tryAcquire("job", NOW).orElseThrow();
		assertThatExceptionOfType(LocksNotSuspendedException.class).isThrownBy(Control.of(locks())::suspend)
			.satisfies((ex) -> assertThat(ex.lockNames()).containsExactly("job"));
		assertThat(lock.isHeld()).isTrue();
		lock.close();
		Control.of(locks()).suspend();
		Set<SessionId> ended = sessions();
		assertThat(ended).hasSize(1);
		assertThat(count(Operation.END_SESSION)).isOne();
		this.authority.forgetCalls();
		this.time.suspend(Duration.ofDays(1));
		Control.of(locks()).resume();
		HeldLock next = locks().tryAcquire("job", NOW).orElseThrow();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(next.isHeld()).isTrue();
		assertThat(count(Operation.KEEP_ALIVE)).isGreaterThan(50);
		assertThat(sessions()).hasSize(1).doesNotContainAnyElementsOf(ended);
	}

	private Set<SessionId> sessions() {
		return this.authority.calls()
			.stream()
			.map(ScriptedAuthority.Call::session)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
	}

	@FaultTest(number = "A12", tier = Tier.T0, fault = "two threads of one process want one lock",
			mutant = Mutant.LETS_EVERY_CALLER_ASK)
	void oneOfTwoLocalCallersHasTheLockAndAsksForIt() {
		VirtualLocks instance = virtualLocks();
		CompletableFuture<Lease> first = instance.acquire("job", TERMS, Duration.ofSeconds(10)).grant();
		CompletableFuture<Lease> second = instance.acquire("job", TERMS, Duration.ofSeconds(10)).grant();
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
		assertThat(count(Operation.ACQUIRE)).isOne();
		instance.release(first.join(), (outcome) -> {
		});
		assertThat(second).isCompleted();
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		assertThat(second.join().fencingToken()).isGreaterThan(first.join().fencingToken());
	}

	@FaultTest(number = "A18", tier = Tier.T0,
			fault = "the server advises to retry after 0, a negative, a huge or no time",
			mutant = Mutant.FOLLOWS_ADVICE_BLINDLY)
	void adviceMakesAWaitingCallerNeitherStormNorSleep() {
		List<@Nullable Duration> advices = new ArrayList<>(
				List.of(Duration.ZERO, Duration.ofSeconds(-5), Duration.ofDays(365)));
		advices.add(null);
		for (Duration advice : advices) {
			LockFaultTests bench = new LockFaultTests();
			bench.answer(Operation.ACQUIRE, ScriptedAuthority.held(advice));
			bench.virtualLocks().acquire("job", TERMS, Duration.ofSeconds(20));
			int asked = 0;
			for (int tick = 0; tick < 200; tick++) {
				bench.time.advance(Duration.ofMillis(100));
				int now = bench.count(Operation.ACQUIRE);
				assertThat(now - asked).as("requests within 100 ms, advice %s", advice).isLessThanOrEqualTo(2);
				asked = now;
			}
			assertThat(asked).as("requests in 20 s, advice %s", advice).isBetween(6, 200);
		}
	}

	@FaultTest(number = "B14", tier = Tier.T0, fault = "a listener blocks for ever",
			mutant = Mutant.RUNS_LISTENERS_ITSELF)
	void aListenerThatBlocksDelaysNoKeepalive() {
		CountDownLatch end = new CountDownLatch(1);
		AtomicReference<@Nullable Thread> blocked = new AtomicReference<>();
		this.listeners.add(new LockListener() {

			@Override
			public void sessionKeptAlive(ConfirmEvent event) {
				blocked.set(Thread.currentThread());
				try {
					end.await(20, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		});
		Thread driver = Thread.currentThread();
		CompletableFuture<Boolean> watchdog = start(() -> {
			await().until(() -> blocked.get() != null);
			if (blocked.get() == driver) {
				end.countDown();
				return false;
			}
			return true;
		});
		HeldLock lock = locks().tryAcquire("job").orElseThrow();
		this.time.advance(Duration.ofMinutes(2));
		assertThat(watchdog.join()).as("the listener runs on a thread of its own").isTrue();
		assertThat(count(Operation.KEEP_ALIVE)).isGreaterThanOrEqualTo(12);
		assertThat(lock.isHeld()).isTrue();
		end.countDown();
		lock.close();
	}

	@FaultTest(number = "E11", tier = Tier.T0, fault = "a caller's time is over before the next poll",
			mutant = Mutant.WAITS_FOR_THE_NEXT_POLL)
	void aCallerReturnsWhenItsTimeIsOver() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ofHours(1)));
		CompletableFuture<Lease> grant = virtualLocks().acquire("job", TERMS, Duration.ofMillis(20_001)).grant();
		this.time.advance(Duration.ofMillis(20_000));
		assertThat(grant).isNotDone();
		this.time.advance(Duration.ofMillis(1));
		assertThat(grant).isCompletedExceptionally();
	}

	@FaultTest(number = "F1", tier = Tier.T0, fault = "the lock is lost while its body sleeps",
			mutant = Mutant.LEAVES_AN_INTERRUPT_BEHIND)
	void aSleepingBodyIsInterruptedOnceAndTheFlagIsCleanAfterwards() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		AtomicReference<Boolean> flag = new AtomicReference<>();
		CompletableFuture<Object> body = start(() -> {
			try {
				return locks().execute("job", NOW, (lock) -> {
					running.countDown();
					while (!Thread.currentThread().isInterrupted()) {
						Thread.onSpinWait();
					}
					return "interrupted";
				});
			}
			finally {
				flag.set(Thread.currentThread().isInterrupted());
			}
		});
		assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
		loseSession();
		assertThat(failure(body)).isInstanceOfSatisfying(LockLostException.class,
				(ex) -> assertThat(ex.reason()).isEqualTo(LossReason.SESSION_NOT_FOUND));
		assertThat(flag.get()).isFalse();
	}

	@FaultTest(number = "F2", tier = Tier.T0, fault = "a loss comes before, at or after the end of the body",
			mutant = Mutant.INTERRUPTS_AFTER_THE_END)
	void anInterruptReachesTheBodyOrNobody() {
		List<String> left = new ArrayList<>();
		// The orders of: loss (interrupt), end of the body, and once more the loss
		for (String order : List.of("LE", "EL", "LEL", "LLE", "ELL")) {
			BodyGate gate = new BodyGate(Thread.currentThread());
			for (char step : order.toCharArray()) {
				if (step == 'L') {
					gate.interrupt();
					assertThat(order.indexOf('E') < 0 || Thread.currentThread().isInterrupted() || gateIsClosed(gate))
						.isTrue();
				}
				else {
					gate.close();
				}
			}
			if (Thread.interrupted()) {
				left.add(order);
			}
		}
		assertThat(left).as("orders after which the thread is still interrupted").isEmpty();
	}

	private static boolean gateIsClosed(BodyGate gate) {
		boolean before = Thread.interrupted();
		gate.interrupt();
		boolean sent = Thread.interrupted();
		if (before) {
			Thread.currentThread().interrupt();
		}
		return !sent;
	}

	@FaultTest(number = "F3", tier = Tier.T0, fault = "the body returns normally after the loss",
			mutant = Mutant.BELIEVES_THE_RESULT)
	void aResultThatWasMadeAfterTheLossIsNoSuccess() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> locks().execute("job", NOW.withOnLost(OnLost.NOTIFY), (lock) -> {
				this.time.stall(Duration.ofSeconds(24));
				return "late";
			}));
	}

	@FaultTest(number = "F5", tier = Tier.T0, fault = "a nested call after the loss",
			mutant = Mutant.ENTERS_AGAIN_AFTER_A_LOSS)
	void aNestedCallDoesNotRunUnderALostLock() {
		List<String> ran = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> locks().execute("job", NOW.withOnLost(OnLost.NOTIFY), (outer) -> {
				this.time.stall(Duration.ofSeconds(24));
				return locks().execute("job", NOW, (inner) -> ran.add("inner"));
			}));
		assertThat(ran).isEmpty();
	}

	@FaultTest(number = "F7", tier = Tier.T0,
			fault = "the lock is lost while its body runs on and a local caller waits",
			mutant = Mutant.ADMITS_THE_NEXT_AT_A_LOSS)
	void theNextLocalCallerIsAdmittedOnlyWhenTheBodyOfTheLostLockHasReturned() throws Exception {
		HeldLock lost = locks().tryAcquire("job").orElseThrow();
		CompletableFuture<HeldLock> next = start(() -> locks().acquire("job", NOW.withWaitFor(Duration.ofMinutes(1))));
		await().until(() -> Control.of(locks()).activity().waiting() == 1);
		loseSession();
		assertThat(lost.isHeld()).isFalse();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(next).isNotDone();
		assertThat(count(Operation.ACQUIRE)).isOne();
		lost.close();
		this.time.advance(Duration.ofSeconds(1));
		try (HeldLock lock = next.get(5, TimeUnit.SECONDS)) {
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@FaultTest(number = "E8", tier = Tier.T0,
			fault = "a lease may be passed on, but its borrower failed, it is at risk, or the limit is reached",
			mutant = Mutant.PASSES_ON_WITHOUT_LIMIT)
	void aLeaseIsReleasedWhereItMustNotBePassedOn() throws Exception {
		LockOptions passing = NOW.withHandOver(true);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> locks().execute("job", passing, (lock) -> {
				startWaiting(passing);
				throw new IllegalStateException("from the body");
			}));
		HeldLock afterFailure = nextLock();
		assertThat(afterFailure.isShared()).as("after a borrower that failed").isFalse();
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new LockHeldException("job"), null));
		this.time.advance(Duration.ofMillis(10_200));
		startWaiting(passing);
		afterFailure.close();
		HeldLock last = nextLock();
		assertThat(last.isShared()).as("after a lease at risk").isFalse();
		this.authority.healthy();
		this.time.advance(Duration.ofSeconds(3));
		last.close();
		last = locks().tryAcquire("job", passing).orElseThrow();
		int shared = 0;
		for (int borrower = 0; borrower < 9; borrower++) {
			startWaiting(passing);
			last.close();
			last = nextLock();
			if (last.isShared()) {
				shared++;
			}
		}
		last.close();
		assertThat(shared).as("passed on in a row").isEqualTo(8);
	}

	private void startWaiting(LockOptions options) {
		int before = Control.of(locks()).activity().waiting();
		this.waiting.add(start(() -> locks().acquire("job", options.withWaitFor(Duration.ofMinutes(5)))));
		await().until(() -> Control.of(locks()).activity().waiting() > before);
	}

	private HeldLock nextLock() throws Exception {
		// Others may have their turn first
		this.time.advance(Duration.ofMillis(50));
		return this.waiting.remove(0).get(5, TimeUnit.SECONDS);
	}

}
