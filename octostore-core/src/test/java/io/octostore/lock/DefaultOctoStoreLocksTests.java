package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class DefaultOctoStoreLocksTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private static final LockOptions WAITING = NOW.withWaitFor(Duration.ofSeconds(10));

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final RecordingListener listener = new RecordingListener();

	private static final int BUDGET_OF_STREAMS = 16;

	/** Longer than the last in line waits after a hint, where answers take no time. */
	private static final Duration LONGEST_PLACE = Duration.ofMillis(5);

	private final ScriptedWatches watches = new ScriptedWatches();

	private OctoStoreLocks locks = builder().build();

	private final List<Thread> threads = new ArrayList<>();

	private OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority.watched(this.watches))
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO)
			.listener(this.listener);
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.interrupt();
			thread.join(TimeUnit.SECONDS.toMillis(10));
			assertThat(thread.isAlive()).as("test thread has ended").isFalse();
		}
		this.authority.healthy();
		this.listener.handedOut.forEach(HeldLock::close);
		this.locks.close();
	}

	private void held() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held("somebody", "host-2", Duration.ofHours(1)));
	}

	private void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	private void leaveOpen(Operation operation) {
		this.authority.answering((call) -> (call.operation() == operation) ? null : this.authority.healthyAnswer(call));
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	/**
	 * Run something that blocks on a thread of its own.
	 */
	private <T> CompletableFuture<T> start(Blocking<T> blocking) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(blocking.run());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		this.threads.add(thread);
		thread.start();
		return result;
	}

	/**
	 * Start to acquire, and go on when the caller has left the serial context: what the
	 * test does from then on happens before its call returns.
	 */
	private CompletableFuture<HeldLock> startAcquire(String name, LockOptions options) {
		int before = Control.of(this.locks).activity().waiting();
		CompletableFuture<HeldLock> result = start(() -> this.locks.acquire(name, options));
		Thread caller = this.threads.get(this.threads.size() - 1);
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> result.isDone() || (Control.of(this.locks).activity().waiting() > before && isParked(caller)));
		return result;
	}

	private static boolean isParked(Thread thread) {
		return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(10, TimeUnit.SECONDS);
	}

	private static Throwable failure(CompletableFuture<?> future) {
		try {
			future.get(10, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (Exception ex) {
			return ex;
		}
		throw new AssertionError("Expected a failure");
	}

	private interface Blocking<T> {

		T run() throws Throwable;

	}

	private static final class Broken extends OctoStoreException {

		Broken() {
			super("broken");
		}

	}

	@Nested
	class Acquiring {

		@Test
		void handsOutALockWithItsFencingToken() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			assertThat(lock.name()).isEqualTo("job");
			assertThat(lock.fencingToken()).isEqualTo(1);
			assertThat(lock.isHeld()).isTrue();
			assertThat(lock.remaining()).isEqualTo(Duration.ofSeconds(24));
			lock.ensureHeld();
			lock.ensureHeld(Duration.ofSeconds(24));
			assertThatIllegalStateException().isThrownBy(() -> lock.ensureHeld(Duration.ofSeconds(25)))
				.withMessageContaining("25000 ms are needed");
		}

		@Test
		void putsThePrefixBeforeTheName() {
			DefaultOctoStoreLocksTests.this.locks = builder().namePrefix("billing").build();
			assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow().name())
				.isEqualTo("billing.job");
		}

		@Test
		void isEmptyWhenSomebodyElseHasTheLock() {
			held();
			assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job")).isEmpty();
		}

		@Test
		void sendsNothingForALockThatThisInstanceHas() {
			DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job")).isEmpty();
			assertThat(count(Operation.ACQUIRE)).isOne();
			assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("other")).isPresent();
		}

		@Test
		void takesTheSessionThatTheProfileSays() {
			OctoStoreLocks locks = DefaultOctoStoreLocksTests.this.locks;
			HeldLock fast = locks.tryAcquire("fast", NOW.withProfile(SessionProfile.FAST)).orElseThrow();
			HeldLock tolerant = locks.tryAcquire("tolerant", NOW.withProfile(SessionProfile.TOLERANT)).orElseThrow();
			HeldLock dedicated = locks.tryAcquire("own", NOW.withDedicatedSession(true)).orElseThrow();
			assertThat(fast.remaining()).isEqualTo(Duration.ofSeconds(8));
			assertThat(tolerant.remaining()).isEqualTo(Duration.ofSeconds(96));
			assertThat(dedicated.remaining()).isEqualTo(Duration.ofSeconds(24));
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(3);
		}

		@Test
		void spreadsTheNamesOverSeveralCredentials() {
			ScriptedAuthority other = new ScriptedAuthority().healthy();
			DefaultOctoStoreLocksTests.this.locks = builder()
				.alsoThrough(other.watched(DefaultOctoStoreLocksTests.this.watches))
				.build();
			for (int number = 0; number < 40; number++) {
				assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job-" + number)).isPresent();
				assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job-" + number)).isEmpty();
			}
			assertThat(count(Operation.ACQUIRE)).isBetween(10, 30);
			assertThat(other.calls(Operation.ACQUIRE)).hasSize(40 - count(Operation.ACQUIRE));
			assertThat(other.calls(Operation.CREATE_SESSION)).hasSize(1);
			DefaultOctoStoreLocksTests.this.listener.handedOut.forEach(HeldLock::close);
			DefaultOctoStoreLocksTests.this.locks.close();
			assertThat(other.calls(Operation.END_SESSION)).hasSize(1);
			assertThat(count(Operation.END_SESSION)).isOne();
		}

		@Test
		void aServerThatCannotBeAskedIsNotALockThatIsHeld() {
			answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
			assertThatExceptionOfType(Broken.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job"))
				.satisfies((ex) -> assertThat(ex.getStackTrace()).extracting(StackTraceElement::getMethodName)
					.contains("tryAcquire"));
		}

		@Test
		void throwsWhenTheLockIsHeldAndItShallNotWait() {
			held();
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.acquire("job", NOW))
				.satisfies((ex) -> assertThat(ex.metadata()).contains("host-2"));
		}

		@Test
		void saysThatTheLimitIsReached() {
			answer(Operation.ACQUIRE, new AcquireAnswer.LimitReached(new Broken()));
			assertThatExceptionOfType(Broken.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job"));
		}

		@Test
		void refusesANameOrTtlThatBreaksARuleBeforeAnyRequest() {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("two words"))
				.withMessageContaining("two words");
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job",
						LockOptions.ofTtl(Duration.ofSeconds(29))))
				.withMessageContaining("30 s");
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job", WAITING))
				.withMessageContaining("waitFor");
			assertThat(DefaultOctoStoreLocksTests.this.authority.calls()).isEmpty();
		}

		@Test
		void refusesToBlockAThreadThatMustNotBlock() {
			Scheduler loop = Schedulers.newParallel("loop", 1);
			try {
				CompletableFuture<Optional<HeldLock>> result = new CompletableFuture<>();
				loop.schedule(() -> {
					try {
						result.complete(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job"));
					}
					catch (RuntimeException ex) {
						result.completeExceptionally(ex);
					}
				});
				assertThat(failure(result)).isInstanceOf(IllegalStateException.class)
					.hasMessageContaining("must not block");
			}
			finally {
				loop.dispose();
			}
			assertThat(DefaultOctoStoreLocksTests.this.authority.calls()).isEmpty();
		}

		@Test
		void anInterruptedThreadGetsNoLockAndKeepsItsFlag() {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(LockInterruptedException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job"));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(DefaultOctoStoreLocksTests.this.authority.calls()).isEmpty();
		}

	}

	@Nested
	class WaitingForALock {

		@Test
		void getsItWhenThisInstanceGivesItBackFirstInFirstOut() throws Exception {
			HeldLock first = DefaultOctoStoreLocksTests.this.locks.acquire("job", NOW);
			CompletableFuture<HeldLock> second = startAcquire("job", WAITING);
			CompletableFuture<HeldLock> third = startAcquire("job", WAITING);
			assertThat(second).isNotDone();
			assertThat(count(Operation.ACQUIRE)).isOne();
			first.close();
			HeldLock lock = get(second);
			assertThat(lock.fencingToken()).isGreaterThan(first.fencingToken());
			assertThat(third).isNotDone();
			lock.close();
			assertThat(get(third).fencingToken()).isGreaterThan(lock.fencingToken());
		}

		@Test
		void asksAgainAtTheCapInsteadOfWaitingOutTheHoldersTtl() throws Exception {
			held();
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.authority.healthy();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(240));
			assertThat(waiting).isNotDone();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(140));
			assertThat(get(waiting).isHeld()).isTrue();
		}

		@Test
		void givesUpAtItsOwnDeadlineAndNotAtTheNextPoll() {
			held();
			CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofMillis(10_001)));
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(10_000));
			assertThat(waiting).isNotDone();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(1));
			assertThat(failure(waiting)).isInstanceOfSatisfying(LockAcquireTimeoutException.class, (ex) -> {
				assertThat(ex.lockName()).isEqualTo("job");
				assertThat(ex.waited()).isEqualTo(Duration.ofMillis(10_001));
				assertThat(ex).hasCauseInstanceOf(LockHeldException.class);
			});
			assertThat(Control.of(DefaultOctoStoreLocksTests.this.locks).activity().waiting()).isZero();
		}

		@Test
		void repeatsWhatFailedAndSaysSoWhenTimeIsOver() {
			answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(10));
			assertThat(failure(waiting)).isInstanceOf(Broken.class);
			assertThat(count(Operation.ACQUIRE)).isBetween(6, 10);
		}

		@Test
		void doesNotStormAServerThatAdvisesToRetryAtOnce() {
			answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ZERO));
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(10));
			assertThat(failure(waiting)).isInstanceOf(LockAcquireTimeoutException.class);
			assertThat(count(Operation.ACQUIRE)).isLessThanOrEqualTo(101);
		}

		@Test
		void asksForAllLocalCallersWithOneRequestAtATime() throws Exception {
			leaveOpen(Operation.ACQUIRE);
			CompletableFuture<HeldLock> first = startAcquire("job", WAITING);
			CompletableFuture<HeldLock> second = startAcquire("job", WAITING);
			assertThat(count(Operation.ACQUIRE)).isOne();
			DefaultOctoStoreLocksTests.this.authority.healthy();
			DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE)
				.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			get(first).close();
			assertThat(get(second).isHeld()).isTrue();
			assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		}

		@Test
		void anInterruptEndsTheWaitAtOnceAndALateGrantGoesToTheNext() throws Exception {
			leaveOpen(Operation.ACQUIRE);
			CompletableFuture<HeldLock> interrupted = startAcquire("job", WAITING);
			CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.threads.get(0).interrupt();
			assertThat(failure(interrupted)).isInstanceOf(LockInterruptedException.class);
			DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE)
				.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			assertThat(get(next).fencingToken()).isOne();
			assertThat(count(Operation.RELEASE)).isZero();
		}

		@Test
		void aCallerThatDoesNotWaitIsNotMadeToBySomebodyElsesAttempt() throws Exception {
			leaveOpen(Operation.ACQUIRE);
			startAcquire("job", WAITING.withProfile(SessionProfile.FAST));
			DefaultOctoStoreLocksTests.this.threads.get(0).interrupt();
			await().until(() -> Control.of(DefaultOctoStoreLocksTests.this.locks).activity().waiting() == 0);
			CompletableFuture<HeldLock> next = startAcquire("job", NOW);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(7));
			DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE)
				.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			ScriptedAuthority.Call second = DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE);
			assertThat(second.attempt().timeout()).isEqualTo(Duration.ofSeconds(3));
			second.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			assertThat(get(next).isHeld()).isTrue();
		}

		@Test
		void aLateGrantThatNobodyWantsIsReleased() {
			leaveOpen(Operation.ACQUIRE);
			CompletableFuture<HeldLock> interrupted = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.threads.get(0).interrupt();
			assertThat(failure(interrupted)).isInstanceOf(LockInterruptedException.class);
			DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE)
				.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		@Tag("field-fault-J8")
		void aWaitThatEndsBeforeALateGrantEndsAsEveryOtherWait() {
			leaveOpen(Operation.ACQUIRE);
			CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofSeconds(4)));
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(4));
			assertThat(failure(waiting)).isInstanceOf(LockAcquireTimeoutException.class)
				.hasMessage("Lock 'job' did not become available within 4000 ms");
			DefaultOctoStoreLocksTests.this.authority.open(Operation.ACQUIRE)
				.answer(DefaultOctoStoreLocksTests.this.authority.granted());
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void asksForTheNextCallerAtOnceInItsTurn() throws Exception {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.acquire("job", NOW);
			startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(249));
			lock.close();
			assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		}

		@Test
		void pausesForAMomentAfterItsTurnForThoseThatWereNeverSeen() throws Exception {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.acquire("job", NOW);
			startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(250));
			lock.close();
			assertThat(count(Operation.ACQUIRE)).isOne();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(2));
			assertThat(count(Operation.ACQUIRE)).isOne();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(2));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		}

		@Test
		void letsOthersInAfterALongHoldWhereOthersWereSeen() throws Exception {
			held();
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.authority.healthy();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(400));
			HeldLock lock = get(waiting);
			startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(11));
			int asked = count(Operation.ACQUIRE);
			lock.close();
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(20));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
		}

	}

	@Nested
	class Watching {

		private final DefaultOctoStoreLocksTests test = DefaultOctoStoreLocksTests.this;

		private CompletableFuture<HeldLock> startWatching() {
			this.test.watches.available = true;
			held();
			CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofHours(1)));
			this.test.watches.say("job", WatchSignal.HELD);
			this.test.time.advance(Duration.ofSeconds(1));
			return waiting;
		}

		@Test
		void asksInItsPlaceWhenTheWatchSaysThatTheLockIsFree() throws Exception {
			CompletableFuture<HeldLock> waiting = startWatching();
			this.test.authority.healthy();
			assertThat(waiting).isNotDone();
			this.test.watches.say("job", WatchSignal.FREE);
			this.test.time.advance(LONGEST_PLACE);
			assertThat(get(waiting).isHeld()).isTrue();
			assertThat(this.test.watches.open("job")).isEmpty();
		}

		@Test
		void asksEveryFifteenSecondsAllTheSame() {
			CompletableFuture<HeldLock> waiting = startWatching();
			int asked = count(Operation.ACQUIRE);
			this.test.time.advance(Duration.ofSeconds(40));
			assertThat(count(Operation.ACQUIRE)).isBetween(asked + 2, asked + 3);
			assertThat(waiting).isNotDone();
		}

		@Test
		void doesNotOversleepTheHoldersExpiryWhichIsAnnouncedLate() throws Exception {
			this.test.watches.available = true;
			answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ofSeconds(3)));
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			this.test.watches.say("job", WatchSignal.HELD);
			this.test.time.advance(Duration.ofSeconds(1));
			this.test.authority.healthy();
			this.test.time.advance(Duration.ofMillis(2_600));
			assertThat(get(waiting).isHeld()).isTrue();
		}

		@Test
		void asksAgainWhenTheLockWasSeenFreeWhileItWasAsking() throws Exception {
			CompletableFuture<HeldLock> waiting = startWatching();
			leaveOpen(Operation.ACQUIRE);
			this.test.watches.say("job", WatchSignal.FREE);
			this.test.time.advance(LONGEST_PLACE);
			ScriptedAuthority.Call first = this.test.authority.open(Operation.ACQUIRE);
			this.test.watches.say("job", WatchSignal.HELD);
			this.test.watches.say("job", WatchSignal.FREE);
			this.test.authority.healthy();
			first.answer(ScriptedAuthority.held());
			this.test.time.advance(Duration.ofMillis(250));
			assertThat(get(waiting).isHeld()).isTrue();
		}

		@Test
		void doesNotAskForALockThatWasTakenWhileItPaused() {
			startWatching();
			this.test.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
					? ScriptedAuthority.held(UUID.randomUUID().toString(), null, Duration.ofHours(1))
					: this.test.authority.healthyAnswer(call));
			this.test.watches.say("job", WatchSignal.FREE);
			this.test.watches.say("job", WatchSignal.HELD);
			int asked = count(Operation.ACQUIRE);
			this.test.watches.say("job", WatchSignal.FREE);
			this.test.watches.say("job", WatchSignal.HELD);
			this.test.time.advance(Duration.ofSeconds(14));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked);
			this.test.time.advance(Duration.ofSeconds(2));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
		}

		@Test
		void staysQuickWhenTheHolderItselfTakesTheLockAgain() {
			startWatching();
			for (int race = 0; race < 4; race++) {
				int asked = count(Operation.ACQUIRE);
				this.test.watches.say("job", WatchSignal.FREE);
				this.test.time.advance(LONGEST_PLACE);
				assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
			}
		}

		@Test
		void asksOnceForEachHintAfterLostRacesToo() {
			startWatching();
			this.test.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
					? ScriptedAuthority.held(UUID.randomUUID().toString(), null, Duration.ofHours(1))
					: this.test.authority.healthyAnswer(call));
			for (int race = 0; race < 6; race++) {
				int asked = count(Operation.ACQUIRE);
				this.test.watches.say("job", WatchSignal.FREE);
				this.test.time.advance(Duration.ofMillis(2_001));
				assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
			}
		}

		@Test
		void asksAtOnceWhenTheWatchEndsAndOpensAnotherOne() {
			startWatching();
			int asked = count(Operation.ACQUIRE);
			this.test.watches.say("job", WatchSignal.ENDED);
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
			assertThat(this.test.watches.open("job")).hasSize(1);
		}

		@Test
		void replacesAWatchAfterAboutAMinute() {
			startWatching();
			Object first = this.test.watches.open("job").get(0);
			this.test.time.advance(Duration.ofSeconds(73));
			assertThat(this.test.watches.open("job")).hasSize(1).doesNotContain(first);
		}

		@Test
		void fallsBackToPollingWhereThereIsNoWatch() {
			held();
			startAcquire("job", NOW.withWaitFor(Duration.ofHours(1)));
			this.test.time.advance(Duration.ofSeconds(14));
			assertThat(this.test.watches.opened).isEqualTo(1);
			assertThat(count(Operation.ACQUIRE)).isGreaterThan(8);
			this.test.time.advance(Duration.ofSeconds(10));
			assertThat(this.test.watches.opened).isEqualTo(2);
		}

		@Test
		void endsAllWatchesWhenTheServerCannotBeReached() {
			this.test.locks.tryAcquire("mine").orElseThrow();
			startWatching();
			this.test.watches.available = false;
			this.test.authority.answering((call) -> switch (call.operation()) {
				case KEEP_ALIVE -> new ConfirmAnswer.Uncertain(new Broken(), null);
				case ACQUIRE -> new AcquireAnswer.Failed(new Broken(), false, false);
				default -> this.test.authority.healthyAnswer(call);
			});
			this.test.time.advance(Duration.ofSeconds(10));
			assertThat(this.test.watches.open("job")).isEmpty();
		}

		@Test
		void keepsToItsBudgetOfStreams() {
			this.test.watches.available = true;
			held();
			for (int name = 0; name < BUDGET_OF_STREAMS + 4; name++) {
				startAcquire("job-" + name, NOW.withWaitFor(Duration.ofHours(1)));
			}
			assertThat(this.test.watches.opened).isEqualTo(BUDGET_OF_STREAMS);
		}

		@Test
		void endsWithTheLastCallerThatWaits() {
			CompletableFuture<HeldLock> waiting = startWatching();
			this.test.threads.get(0).interrupt();
			assertThat(failure(waiting)).isInstanceOf(LockInterruptedException.class);
			await().until(() -> this.test.watches.open("job").isEmpty());
		}

	}

	@Nested
	class Closing {

		@Test
		void releasesAndIsNotHeldAnyMore() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			lock.close();
			lock.close();
			assertThat(count(Operation.RELEASE)).isOne();
			assertThat(lock.isHeld()).isFalse();
			assertThat(lock.remaining()).isZero();
			assertThat(lock.fencingToken()).isOne();
			assertThat(lock.loss()).isEmpty();
			assertThatIllegalStateException().isThrownBy(lock::ensureHeld).withMessageContaining("closed");
		}

		@Test
		void happensInSpiteOfAnInterruptAndPreservesIt() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			Thread.currentThread().interrupt();
			lock.close();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void theNextLocalCallerIsAdmittedOnlyAfterTheBorrowerOfALostLockReturned() throws Exception {
			HeldLock lost = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(10_200));
			assertThat(lost.isHeld()).isFalse();
			CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(1));
			assertThat(next).isNotDone();
			lost.close();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(1));
			assertThat(get(next).isHeld()).isTrue();
		}

		@Test
		void ofTheLocksFailsThoseThatWaitAndRefusesOthers() throws Exception {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
			CompletableFuture<Boolean> closed = start(() -> {
				DefaultOctoStoreLocksTests.this.locks.close(Duration.ofSeconds(10));
				return true;
			});
			assertThat(failure(waiting)).isInstanceOf(LocksClosedException.class);
			assertThatExceptionOfType(LocksClosedException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("other"));
			assertThat(closed).isNotDone();
			assertThat(count(Operation.END_SESSION)).isZero();
			lock.close();
			assertThat(get(closed)).isTrue();
			assertThat(DefaultOctoStoreLocksTests.this.authority.calls()
				.get(DefaultOctoStoreLocksTests.this.authority.calls().size() - 1)
				.operation()).isEqualTo(Operation.END_SESSION);
			assertThat(DefaultOctoStoreLocksTests.this.time.isClosed()).isTrue();
			assertThat(Control.of(DefaultOctoStoreLocksTests.this.locks).activity().session())
				.isEqualTo(LockActivity.Session.CLOSED);
		}

		@Test
		void ofTheLocksTellsABodyThatDoesNotEnd() throws Exception {
			CountDownLatch running = new CountDownLatch(1);
			CompletableFuture<Object> body = start(
					() -> DefaultOctoStoreLocksTests.this.locks.executeChecked("job", NOW, (lock) -> {
						running.countDown();
						new CountDownLatch(1).await();
						return null;
					}));
			assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
			DefaultOctoStoreLocksTests.this.locks.close(Duration.ZERO);
			assertThat(failure(body)).isInstanceOfSatisfying(LockLostException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(LossReason.SHUTDOWN));
			assertThat(count(Operation.END_SESSION)).isOne();
		}

		@Test
		void ofLocksThatWereNeverUsedDoesNothing() {
			DefaultOctoStoreLocksTests.this.locks.close();
			assertThat(DefaultOctoStoreLocksTests.this.authority.calls()).isEmpty();
		}

	}

	@Nested
	class Executing {

		@Test
		void runsTheBodyUnderTheLockAndReleasesIt() throws Exception {
			String result = DefaultOctoStoreLocksTests.this.locks.execute("job", NOW, (lock) -> {
				assertThat(lock.isHeld()).isTrue();
				assertThat(CurrentLock.get()).isSameAs(lock);
				assertThat(CurrentLock.fencingToken()).isEqualTo(lock.fencingToken());
				return "done";
			});
			assertThat(result).isEqualTo("done");
			assertThat(CurrentLock.find()).isEmpty();
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void passesOnWhatTheBodyThrowsAndReleases() {
			Exception thrown = new Exception("from the body");
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.executeChecked("job", NOW, (lock) -> {
					throw thrown;
				}))
				.isSameAs(thrown);
			assertThat(count(Operation.RELEASE)).isOne();
			assertThat(CurrentLock.find()).isEmpty();
		}

		@Test
		void interruptsTheBodyOnceWhenTheLockIsLost() throws Exception {
			CountDownLatch running = new CountDownLatch(1);
			AtomicReference<Boolean> flagAfter = new AtomicReference<>();
			CompletableFuture<Object> body = start(() -> {
				try {
					return DefaultOctoStoreLocksTests.this.locks.executeChecked("job", NOW, (lock) -> {
						running.countDown();
						new CountDownLatch(1).await();
						return null;
					});
				}
				finally {
					flagAfter.set(Thread.currentThread().isInterrupted());
				}
			});
			assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(10_200));
			assertThat(failure(body)).isInstanceOfSatisfying(LockLostException.class, (ex) -> {
				assertThat(ex.lockName()).isEqualTo("job");
				assertThat(ex.fencingToken()).isOne();
				assertThat(ex.reason()).isEqualTo(LossReason.SESSION_NOT_FOUND);
				assertThat(ex.certainty()).isEqualTo(LossCertainty.CONFIRMED);
				assertThat(ex.getSuppressed()).hasOnlyElementsOfType(InterruptedException.class).hasSize(1);
			});
			assertThat(flagAfter.get()).isFalse();
		}

		@Test
		void aResultThatWasMadeAfterALossIsNoSuccess() {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks
				.execute("job", NOW.withOnLost(OnLost.NOTIFY), (lock) -> {
					DefaultOctoStoreLocksTests.this.time.stall(Duration.ofSeconds(24));
					return "late";
				})).satisfies((ex) -> assertThat(ex.certainty()).isEqualTo(LossCertainty.UNCERTAIN));
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}

		@Test
		void doesNotStartABodyUnderALockThatWasLostBefore() {
			DefaultOctoStoreLocksTests.this.locks = builder().listener(new LockListener() {

				@Override
				public void lockHandedOut(HandOutEvent event) {
					DefaultOctoStoreLocksTests.this.time.stall(Duration.ofSeconds(24));
				}

			}).build();
			List<String> ran = new ArrayList<>();
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.execute("job", NOW, (lock) -> ran.add("body")));
			assertThat(ran).isEmpty();
		}

		@Test
		void doesNotInterruptWhereOnlyNotificationIsAskedFor() throws Exception {
			List<Loss> told = new CopyOnWriteArrayList<>();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks
				.execute("job", NOW.withOnLost(OnLost.NOTIFY).withLabel("jobs"), (lock) -> {
					lock.onLost(told::add);
					DefaultOctoStoreLocksTests.this.time.suspend(Duration.ofSeconds(24));
					assertThat(lock.isHeld()).isFalse();
					await().until(() -> !told.isEmpty());
					assertThat(Thread.currentThread().isInterrupted()).isFalse();
					return null;
				}));
			assertThat(told).containsExactly(new Loss("job", 1, LossReason.CLOCK_SKIP, LossCertainty.UNCERTAIN));
		}

		@Test
		void runsUnderTheLeaseThatTheCallAlreadyHas() throws Exception {
			DefaultOctoStoreLocksTests.this.locks.execute("job", NOW,
					(outer) -> DefaultOctoStoreLocksTests.this.locks.execute("job", NOW, (inner) -> {
						assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken());
						return null;
					}));
			assertThat(count(Operation.ACQUIRE)).isOne();
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void doesNotRunAgainUnderALeaseThatIsLost() {
			List<String> ran = new ArrayList<>();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks
				.execute("job", NOW.withOnLost(OnLost.NOTIFY), (outer) -> {
					DefaultOctoStoreLocksTests.this.time.stall(Duration.ofSeconds(24));
					return DefaultOctoStoreLocksTests.this.locks.execute("job", NOW, (inner) -> ran.add("inner"));
				}));
			assertThat(ran).isEmpty();
		}

		@Test
		void nestedLocksOfOtherNamesAreLocksOfTheirOwn() throws Exception {
			DefaultOctoStoreLocksTests.this.locks.execute("a", NOW,
					(outer) -> DefaultOctoStoreLocksTests.this.locks.execute("b", NOW, (inner) -> {
						assertThat(CurrentLock.get()).isSameAs(inner);
						return null;
					}));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		}

	}

	@Nested
	class HandingOver {

		private final DefaultOctoStoreLocksTests test = DefaultOctoStoreLocksTests.this;

		private final LockOptions passing = NOW.withHandOver(true);

		private final LockOptions waiting = this.passing.withWaitFor(Duration.ofSeconds(10));

		@Test
		void doesNotHappenUnlessBothAllowIt() throws Exception {
			HeldLock first = this.test.locks.acquire("job", this.passing);
			CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
			first.close();
			HeldLock second = get(next);
			assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
			assertThat(second.isShared()).isFalse();
			next = startAcquire("job", this.waiting);
			second.close();
			assertThat(get(next).fencingToken()).isGreaterThan(second.fencingToken());
		}

		@Test
		void passesTheLiveLeaseOnAndSaysSo() throws Exception {
			HeldLock first = this.test.locks.acquire("job", this.passing);
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			first.close();
			HeldLock second = get(next);
			assertThat(second.fencingToken()).isEqualTo(first.fencingToken());
			assertThat(second.isShared()).isTrue();
			assertThat(second.isHeld()).isTrue();
			assertThat(first.isHeld()).isFalse();
			assertThat(count(Operation.RELEASE)).isZero();
			second.close();
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void endsAfterEightInARow() throws Exception {
			HeldLock lock = this.test.locks.acquire("job", this.passing);
			long token = lock.fencingToken();
			for (int caller = 0; caller < 8; caller++) {
				CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
				lock.close();
				lock = get(next);
				assertThat(lock.fencingToken()).isEqualTo(token);
			}
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			lock.close();
			assertThat(get(next).fencingToken()).isGreaterThan(token);
		}

		@Test
		void endsAfterFiveSeconds() throws Exception {
			HeldLock first = this.test.locks.acquire("job", this.passing);
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			this.test.time.advance(Duration.ofSeconds(5));
			first.close();
			this.test.time.advance(Duration.ofMillis(10));
			assertThat(get(next).fencingToken()).isGreaterThan(first.fencingToken());
		}

		@Test
		void doesNotFollowABodyThatFailed() throws Exception {
			CountDownLatch inside = new CountDownLatch(1);
			CountDownLatch leave = new CountDownLatch(1);
			CompletableFuture<Object> failing = start(
					() -> this.test.locks.executeChecked("job", this.passing, (lock) -> {
						inside.countDown();
						leave.await();
						throw new IllegalStateException("half done");
					}));
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			leave.countDown();
			assertThat(failure(failing)).hasMessage("half done");
			assertThat(get(next).isShared()).isFalse();
		}

		@Test
		void doesNotFollowALeaseAtRisk() throws Exception {
			this.test.locks.acquire("warm", NOW).close();
			this.test.time.advance(Duration.ofMillis(8_900));
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
			HeldLock first = this.test.locks.acquire("job", this.passing);
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			this.test.time.advance(Duration.ofMillis(1_300));
			first.close();
			this.test.time.advance(Duration.ofMillis(10));
			assertThat(get(next).isShared()).isFalse();
		}

	}

	@Nested
	class Telling {

		@Test
		void howAttemptsEnded() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job", NOW.withLabel("jobs"))
				.orElseThrow();
			DefaultOctoStoreLocksTests.this.locks.tryAcquire("job");
			lock.close();
			answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
			assertThatExceptionOfType(Broken.class)
				.isThrownBy(() -> DefaultOctoStoreLocksTests.this.locks.tryAcquire("job"));
			assertThat(DefaultOctoStoreLocksTests.this.listener.events).containsExactly("ACQUIRED jobs false",
					"out jobs", "HELD other true", "ended jobs RELEASED", "ERROR other false");
		}

		@Test
		void thatAReleaseIsNotConfirmed() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			lock.close();
			assertThat(DefaultOctoStoreLocksTests.this.listener.events).last().isEqualTo("ended other UNCONFIRMED");
		}

		@Test
		void thatALockWasLost() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			DefaultOctoStoreLocksTests.this.time.stall(Duration.ofSeconds(24));
			lock.close();
			await().until(() -> DefaultOctoStoreLocksTests.this.listener.events.contains("lost job DEADLINE"));
			assertThat(DefaultOctoStoreLocksTests.this.listener.events).contains("ended other LOST");
		}

		@Test
		void thatALockIsAtRiskWhenAConfirmationFailedAndAgainAfterARecovery() {
			List<Duration> remaining = new CopyOnWriteArrayList<>();
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			lock.onAtRisk((held) -> remaining.add(held.remaining()));
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofMillis(10_200));
			await().until(() -> remaining.size() == 1);
			assertThat(remaining.get(0)).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(15));
			assertThat(DefaultOctoStoreLocksTests.this.listener.events).contains("at risk job");
			DefaultOctoStoreLocksTests.this.authority.healthy();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(2));
			leaveOpen(Operation.KEEP_ALIVE);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(15));
			await().until(() -> remaining.size() == 2);
			assertThat(lock.isHeld()).isTrue();
		}

		@Test
		void thatTheSessionWasKeptAliveAndTheLeaseRenewed() {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.tryAcquire("job").orElseThrow();
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(21));
			assertThat(lock.isHeld()).isTrue();
			await().until(() -> DefaultOctoStoreLocksTests.this.listener.events
				.containsAll(List.of("kept RENEWED", "renewed RENEWED")));
		}

		@Test
		void aListenerThatThrowsHarmsNobody() {
			DefaultOctoStoreLocksTests.this.locks = builder().listener(new LockListener() {

				@Override
				public void lockHandedOut(HandOutEvent event) {
					throw new IllegalStateException("broken listener");
				}

			}).build();
			assertThat(DefaultOctoStoreLocksTests.this.locks.tryAcquire("job")).isPresent();
		}

		@Test
		void whatIsHeldAndWaitedFor() throws Exception {
			HeldLock lock = DefaultOctoStoreLocksTests.this.locks.acquire("job", NOW.withLabel("jobs"));
			startAcquire("job", WAITING);
			DefaultOctoStoreLocksTests.this.time.advance(Duration.ofSeconds(4));
			LockActivity activity = Control.of(DefaultOctoStoreLocksTests.this.locks).activity();
			assertThat(activity.held()).containsExactly(new LockActivity.Held("job", "jobs", lock.fencingToken(),
					Duration.ofSeconds(4), Duration.ofSeconds(20)));
			assertThat(activity.waiting()).isOne();
			assertThat(activity.session()).isEqualTo(LockActivity.Session.ALIVE);
		}

	}

	/**
	 * Watches that say what a test wants; none are to be had unless it says so.
	 */
	private static final class ScriptedWatches implements ScriptedAuthority.Watches {

		private final Map<Object, String> names = new ConcurrentHashMap<>();

		private final Map<Object, Consumer<? super WatchSignal>> listeners = new ConcurrentHashMap<>();

		private volatile boolean available;

		private volatile int opened;

		@Override
		public LockAuthority.Watch watch(String name, Consumer<? super WatchSignal> signals) {
			this.opened++;
			if (!this.available) {
				signals.accept(WatchSignal.ENDED);
				return () -> {
				};
			}
			Object stream = new Object();
			this.names.put(stream, name);
			this.listeners.put(stream, signals);
			return () -> this.names.remove(stream);
		}

		List<Object> open(String name) {
			return this.names.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().equals(name))
				.map(Map.Entry::getKey)
				.toList();
		}

		void say(String name, WatchSignal signal) {
			open(name).forEach((stream) -> this.listeners.get(stream).accept(signal));
		}

	}

	private static final class RecordingListener implements LockListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<HeldLock> handedOut = new CopyOnWriteArrayList<>();

		@Override
		public void acquireEnded(AcquireEvent event) {
			this.events.add(event.outcome() + " " + event.label() + " " + event.contended());
		}

		@Override
		public void lockHandedOut(HandOutEvent event) {
			this.events.add("out " + event.label());
			this.handedOut.add(event.lock());
		}

		@Override
		public void lockEnded(EndEvent event) {
			this.events.add("ended " + event.label() + " " + event.outcome());
		}

		@Override
		public void lockAtRisk(RiskEvent event) {
			this.events.add("at risk " + event.lockName());
		}

		@Override
		public void lockLost(LossEvent event) {
			this.events.add("lost " + event.loss().name() + " " + event.loss().reason());
		}

		@Override
		public void leaseRenewed(ConfirmEvent event) {
			this.events.add("renewed " + event.outcome());
		}

		@Override
		public void sessionKeptAlive(ConfirmEvent event) {
			this.events.add("kept " + event.outcome());
		}

	}

}
