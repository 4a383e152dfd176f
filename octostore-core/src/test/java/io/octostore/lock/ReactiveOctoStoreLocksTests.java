package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Reactive locks, with the engine in virtual time.
 */
class ReactiveOctoStoreLocksTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private static final LockOptions PATIENT = NOW.withWaitFor(Duration.ofMinutes(1));

	private static final Duration SOON = Duration.ofSeconds(10);

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final List<AcquireOutcome> acquires = new CopyOnWriteArrayList<>();

	private final List<HeldOutcome> ends = new CopyOnWriteArrayList<>();

	private volatile Runnable whenAcquired = () -> {
	};

	private final OctoStoreLocks blocking = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.listener(new Outcomes())
		.build();

	private final ReactiveOctoStoreLocks locks = this.blocking.reactive();

	@AfterEach
	void stop() {
		Schedulers.resetOnScheduleHook("hold");
		this.authority.healthy();
		CloseAside.close(() -> this.blocking.close(Duration.ZERO));
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	private void answer(Operation operation, @Nullable Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	private void journalReleases() {
		this.authority.answering((call) -> {
			if (call.operation() == Operation.RELEASE) {
				this.journal.add("released");
			}
			return this.authority.healthyAnswer(call);
		});
	}

	private void loseSession() {
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		this.time.advance(Duration.ofMillis(10_200));
		this.authority.healthy();
	}

	/**
	 * A body that emits what a test tells it.
	 */
	private final class Body {

		private final Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();

		private final AtomicReference<@Nullable HeldLock> lock = new AtomicReference<>();

		private Publisher<String> start(HeldLock held) {
			return this.sink.asFlux()
				.doOnCancel(() -> journal.add("cancelled"))
				.doOnSubscribe((subscription) -> this.lock.set(held));
		}

		private HeldLock await() {
			org.awaitility.Awaitility.await().until(() -> this.lock.get() != null);
			HeldLock held = this.lock.get();
			if (held == null) {
				throw new AssertionError();
			}
			return held;
		}

		private void emit(String value) {
			this.sink.tryEmitNext(value).orThrow();
		}

		private void complete() {
			this.sink.tryEmitComplete().orThrow();
		}

		private void fail(Throwable failure) {
			this.sink.tryEmitError(failure).orThrow();
		}

	}

	/**
	 * A subscriber that takes everything.
	 */
	private final class Subscriber<T> {

		private final List<T> values = new CopyOnWriteArrayList<>();

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		private volatile boolean completed;

		private final Disposable subscription;

		private Subscriber(Publisher<T> source) {
			this.subscription = Flux.from(source).subscribe(this.values::add, this.failure::set, () -> {
				journal.add("completed");
				this.completed = true;
			});
		}

		private LockLostException awaitLoss() {
			await().until(() -> this.failure.get() != null);
			assertThat(this.failure.get()).isInstanceOf(LockLostException.class);
			return (LockLostException) this.failure.get();
		}

		private boolean isOver() {
			return this.completed || this.failure.get() != null;
		}

	}

	@Test
	void acquireForEachSubscriptionAndNotBefore() {
		Mono<Long> token = this.locks.withLock("job", NOW, (lock) -> Mono.just(lock.fencingToken()));
		assertThat(this.authority.calls()).isEmpty();
		StepVerifier.create(token).expectNext(1L).expectComplete().verify(SOON);
		StepVerifier.create(token).expectNext(2L).expectComplete().verify(SOON);
		assertThat(count(Operation.RELEASE)).isEqualTo(2);
		assertThat(this.acquires).containsExactly(AcquireOutcome.ACQUIRED, AcquireOutcome.ACQUIRED);
		assertThat(this.ends).containsExactly(HeldOutcome.RELEASED, HeldOutcome.RELEASED);
	}

	@Test
	void takeBodiesThatNeedNoLock() {
		StepVerifier.create(this.locks.withLock("job", NOW, Mono.just("one")))
			.expectNext("one")
			.expectComplete()
			.verify(SOON);
		StepVerifier.create(this.locks.withLock("job", NOW, Flux.just("one", "two")))
			.expectNext("one", "two")
			.expectComplete()
			.verify(SOON);
		StepVerifier.create(this.locks.withLock("job", NOW, Mono.empty())).expectComplete().verify(SOON);
		assertThat(count(Operation.RELEASE)).isEqualTo(3);
	}

	@Test
	void holdTheLockWhileTheBodyRuns() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		HeldLock lock = body.await();
		this.time.advance(Duration.ofMinutes(5));
		body.emit("one");
		assertThat(lock.isHeld()).isTrue();
		assertThat(count(Operation.RELEASE)).isZero();
		assertThat(Control.of(this.blocking).activity().held()).hasSize(1);
		body.complete();
		await().until(() -> subscriber.completed);
		assertThat(subscriber.values).containsExactly("one");
		assertThat(lock.isHeld()).isFalse();
		assertThat(Control.of(this.blocking).activity().held()).isEmpty();
	}

	@Test
	void tellOfTheEndAfterTheRelease() {
		answer(Operation.RELEASE, null);
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLock("job", NOW, (lock) -> Mono.just("made")));
		await().until(() -> count(Operation.RELEASE) == 1);
		assertThat(subscriber.values).isEmpty();
		assertThat(subscriber.isOver()).isFalse();
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
		await().until(() -> subscriber.completed);
		assertThat(subscriber.values).containsExactly("made");
	}

	@Test
	void doNotWaitLongForAReleaseThatIsNotAnswered() {
		answer(Operation.RELEASE, null);
		StepVerifier.create(this.locks.withLock("job", NOW, Mono.just("made")))
			.expectNext("made")
			.expectComplete()
			.verify(SOON);
		assertThat(this.ends).containsExactly(HeldOutcome.UNCONFIRMED);
	}

	@Test
	void runBodiesAndSignalsOnNoThreadOfTheEngine() {
		List<String> threads = new CopyOnWriteArrayList<>();
		Body body = new Body();
		this.locks.withLockMany("job", NOW, (lock) -> {
			threads.add(Thread.currentThread().getName());
			return body.start(lock);
		}).doOnError((failure) -> threads.add(Thread.currentThread().getName())).subscribe((value) -> {
		}, (failure) -> {
		});
		body.await();
		loseSession();
		await().until(() -> threads.size() == 2);
		assertThat(threads).allMatch((name) -> name.startsWith("parallel-"));
	}

	@Test
	void waitInTheQueueWithoutBlocking() {
		Body first = new Body();
		Body second = new Body();
		new Subscriber<>(this.locks.withLockMany("job", NOW, first::start));
		first.await();
		Subscriber<String> waiting = new Subscriber<>(this.locks.withLockMany("job", PATIENT, second::start));
		assertThat(Control.of(this.blocking).activity().waiting()).isOne();
		first.complete();
		second.await();
		second.complete();
		await().until(() -> waiting.completed);
	}

	@Test
	void failLikeTheBlockingLocksWhenTheLockIsHeld() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held());
		StepVerifier.create(this.locks.withLock("job", NOW, Mono.just("one")))
			.expectError(LockHeldException.class)
			.verify(SOON);
		assertThat(this.acquires).containsExactly(AcquireOutcome.HELD);
		Subscriber<String> waiting = new Subscriber<>(this.locks.withLock("job", PATIENT, Mono.just("one")));
		this.time.advance(Duration.ofSeconds(59));
		assertThat(waiting.isOver()).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		await().until(waiting::isOver);
		assertThat(waiting.failure.get()).isInstanceOf(LockAcquireTimeoutException.class);
		assertThat(this.acquires).containsExactly(AcquireOutcome.HELD, AcquireOutcome.TIMEOUT);
	}

	@Test
	void skipWhatCannotHaveTheLockIfAskedTo() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held());
		StepVerifier.create(this.locks.tryWithLock("job", NOW, (lock) -> Mono.just("one")))
			.expectComplete()
			.verify(SOON);
		Subscriber<String> waiting = new Subscriber<>(
				this.locks.tryWithLockMany("job", PATIENT, (lock) -> Flux.just("one")));
		this.time.advance(Duration.ofMinutes(1));
		await().until(() -> waiting.completed);
		assertThat(waiting.values).isEmpty();
		this.authority.healthy();
		StepVerifier.create(this.locks.tryWithLock("job", NOW, (lock) -> Mono.just("one")))
			.expectNext("one")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void doNotTakeAFailureForASkip() {
		answer(Operation.ACQUIRE, new AcquireAnswer.Refused(OctoStoreNetworkException.notSent("no answer", null)));
		StepVerifier.create(this.locks.tryWithLock("job", NOW, (lock) -> Mono.just("one")))
			.expectError(OctoStoreNetworkException.class)
			.verify(SOON);
		this.authority.healthy();
		StepVerifier.create(this.locks.tryWithLock("job", NOW, (lock) -> Mono.error(new LockHeldException("another"))))
			.expectError(LockHeldException.class)
			.verify(SOON);
	}

	@Test
	void leaveTheQueueWhenCancelledWhileWaiting() {
		Body first = new Body();
		new Subscriber<>(this.locks.withLockMany("job", NOW, first::start));
		first.await();
		Subscriber<String> waiting = new Subscriber<>(this.locks.withLock("job", PATIENT, Mono.just("never")));
		assertThat(Control.of(this.blocking).activity().waiting()).isOne();
		waiting.subscription.dispose();
		assertThat(Control.of(this.blocking).activity().waiting()).isZero();
		first.complete();
		await().until(() -> count(Operation.RELEASE) == 1);
		assertThat(count(Operation.ACQUIRE)).isOne();
		assertThat(this.acquires).containsExactly(AcquireOutcome.ACQUIRED, AcquireOutcome.CANCELLED);
	}

	@Test
	void giveBackWhatIsGrantedAfterTheCancellation() {
		answer(Operation.ACQUIRE, null);
		Subscriber<String> waiting = new Subscriber<>(this.locks.withLock("job", NOW, Mono.just("never")));
		waiting.subscription.dispose();
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(this.acquires).containsExactly(AcquireOutcome.CANCELLED);
	}

	@Test
	void giveBackWhatWasGrantedAndHasNotArrivedWhenCancelled() throws Exception {
		CountDownLatch arrival = new CountDownLatch(1);
		Thread driver = Thread.currentThread();
		Schedulers.onScheduleHook("hold", (task) -> (Thread.currentThread() != driver) ? task : () -> {
			awaitQuietly(arrival);
			task.run();
		});
		Subscriber<String> waiting = new Subscriber<>(this.locks.withLock("job", NOW, Mono.just("never")));
		assertThat(count(Operation.ACQUIRE)).isOne();
		waiting.subscription.dispose();
		assertThat(count(Operation.RELEASE)).isOne();
		arrival.countDown();
		assertThat(waiting.values).isEmpty();
		assertThat(this.acquires).containsExactly(AcquireOutcome.CANCELLED);
		assertThat(this.ends).isEmpty();
	}

	@Test
	void giveBackALockWhoseSubscriberGoesWhileItIsHandedOut() {
		AtomicReference<@Nullable Disposable> subscription = new AtomicReference<>();
		CountDownLatch subscribed = new CountDownLatch(1);
		this.whenAcquired = () -> {
			awaitQuietly(subscribed);
			Disposable current = subscription.get();
			if (current != null) {
				current.dispose();
			}
		};
		subscription.set(this.locks.withLock("job", NOW, Mono.fromRunnable(() -> this.journal.add("ran"))).subscribe());
		subscribed.countDown();
		await().until(() -> this.ends.size() == 1);
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(Control.of(this.blocking).activity().held()).isEmpty();
		assertThat(this.journal).isEmpty();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void cancelTheBodyBeforeTheyReleaseWhenCancelled() {
		journalReleases();
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		HeldLock lock = body.await();
		subscriber.subscription.dispose();
		await().until(() -> this.ends.size() == 1);
		assertThat(this.journal).containsExactly("cancelled", "released");
		assertThat(lock.isHeld()).isFalse();
		assertThat(this.ends).containsExactly(HeldOutcome.RELEASED);
	}

	@Test
	void releaseWhenTheBodyFails() {
		journalReleases();
		StepVerifier
			.create(this.locks.withLock("job", NOW, (lock) -> Mono.error(new IllegalStateException("from the body"))))
			.expectErrorMessage("from the body")
			.verify(SOON);
		StepVerifier.<Object>create(this.locks.withLock("job", NOW, (lock) -> {
			throw new IllegalStateException("from its making");
		})).expectErrorMessage("from its making").verify(SOON);
		assertThat(this.journal).containsExactly("released", "released");
	}

	@Test
	void cancelTheBodyAndFailAtOnceWhenTheLockIsLost() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		body.emit("before");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		this.time.advance(Duration.ofMillis(10_200));
		answer(Operation.RELEASE, null);
		assertThat(subscriber.awaitLoss().reason()).isEqualTo(LossReason.SESSION_NOT_FOUND);
		assertThat(this.journal).containsOnly("cancelled");
		assertThat(subscriber.values).containsExactly("before");
		await().until(() -> this.ends.size() == 1);
		assertThat(this.ends).containsExactly(HeldOutcome.LOST);
	}

	@Test
	void doNotWaitForTheReleaseOfALostLock() {
		this.authority.answering((call) -> switch (call.operation()) {
			case KEEP_ALIVE, RELEASE -> null;
			default -> this.authority.healthyAnswer(call);
		});
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		this.time.advance(Duration.ofMillis(24_200));
		assertThat(subscriber.awaitLoss().reason()).isEqualTo(LossReason.DEADLINE);
		assertThat(this.ends).isEmpty();
		assertThat(this.authority.open(Operation.RELEASE).isAnswered()).isFalse();
	}

	@Test
	void passOnNothingThatIsEmittedAfterTheDeadlineEvenIfNobodyHasNoticedIt() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		body.emit("before");
		this.time.stall(Duration.ofSeconds(24));
		body.emit("after");
		assertThat(subscriber.awaitLoss().reason()).isEqualTo(LossReason.DEADLINE);
		assertThat(subscriber.values).containsExactly("before");
		assertThat(this.journal).containsOnly("cancelled");
	}

	@Test
	void takeNothingForASuccessThatEndsAfterTheLoss() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		this.time.stall(Duration.ofSeconds(24));
		body.complete();
		assertThat(subscriber.awaitLoss().reason()).isEqualTo(LossReason.DEADLINE);
	}

	@Test
	void putTheLossBeforeTheFailureOfTheBody() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		this.time.stall(Duration.ofSeconds(24));
		body.fail(new IllegalStateException("from the body"));
		assertThat(subscriber.awaitLoss().getSuppressed()).singleElement()
			.satisfies((failure) -> assertThat(failure).hasMessage("from the body"));
	}

	@Test
	void doNotStartABodyUnderALockThatIsLostAlready() throws Exception {
		CountDownLatch arrival = new CountDownLatch(1);
		Thread driver = Thread.currentThread();
		Schedulers.onScheduleHook("hold", (task) -> (Thread.currentThread() != driver) ? task : () -> {
			awaitQuietly(arrival);
			task.run();
		});
		Subscriber<Object> subscriber = new Subscriber<>(
				this.locks.withLock("job", NOW.withOnLost(OnLost.NOTIFY), (lock) -> {
					this.journal.add("started");
					return Mono.empty();
				}));
		this.time.stall(Duration.ofSeconds(24));
		arrival.countDown();
		subscriber.awaitLoss();
		assertThat(this.journal).isEmpty();
	}

	@Test
	void letTheBodyGoOnAfterALossUntilItEmitsIfAskedTo() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(
				this.locks.withLockMany("job", NOW.withOnLost(OnLost.NOTIFY), body::start));
		HeldLock lock = body.await();
		loseSession();
		assertThat(lock.isHeld()).isFalse();
		assertThat(subscriber.isOver()).isFalse();
		assertThat(this.journal).isEmpty();
		body.emit("after");
		subscriber.awaitLoss();
		assertThat(subscriber.values).isEmpty();
		assertThat(this.journal).containsExactly("cancelled");
	}

	@Test
	void loseTheirLocksWhenTheyAreClosedAndGiveOutNoMore() {
		Body body = new Body();
		Subscriber<String> subscriber = new Subscriber<>(this.locks.withLockMany("job", NOW, body::start));
		body.await();
		this.blocking.close(Duration.ZERO);
		assertThat(subscriber.awaitLoss().reason()).isEqualTo(LossReason.SHUTDOWN);
		StepVerifier.create(this.locks.withLock("job", NOW, Mono.just("late")))
			.expectError(LocksClosedException.class)
			.verify(SOON);
	}

	/**
	 * Blocking code in it asks its thread.
	 */
	@Test
	void theThreadThatSubscribesRunsUnderTheLocksOfThePipeline() {
		Mono<List<String>> names = Mono.fromSupplier(() -> CurrentLock.all().stream().map(HeldLock::name).toList());
		assertThat(this.locks.withLock("outer", NOW, this.locks.withLock("inner", NOW, names)).block(SOON))
			.containsExactly("inner", "outer");
		assertThat(this.locks.withLock("other", NOW, names.subscribeOn(Schedulers.single())).block(SOON)).isEmpty();
		assertThat(names.subscribeOn(Schedulers.parallel()).block(SOON)).isEmpty();
	}

	@Test
	void giveTheContextOfTheSubscriberToTheBodyAndTheLockWithIt() {
		Mono<List<Object>> body = Mono.deferContextual((context) -> ReactiveOctoStoreLocks.currentLock()
			.map((lock) -> List.of(context.get("tenant"), lock.name(), lock.isHeld())));
		StepVerifier.create(this.locks.withLock("job", NOW, body).contextWrite(Context.of("tenant", "blue")))
			.expectNext(List.of("blue", "job", true))
			.expectComplete()
			.verify(SOON);
		StepVerifier.create(ReactiveOctoStoreLocks.currentLock())
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("No lock is held by this pipeline"))
			.verify(SOON);
	}

	@Test
	void showTheLockToCodeThatMakesTheBody() {
		StepVerifier.create(this.locks.withLock("job", NOW, (lock) -> Mono.just(CurrentLock.fencingToken())))
			.expectNext(1L)
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void refuseBadArgumentsBeforeAnybodySubscribes() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.withLock("not a name", NOW, Mono.empty()))
			.withMessageContaining("not a name");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.withLock("job", LockOptions.ofTtl(Duration.ofSeconds(5)), Mono.empty()));
	}

	@Test
	void mayBeClosedByTheBodyWithoutHarm() {
		StepVerifier.create(this.locks.withLockMany("job", NOW, (lock) -> Flux.just("one", "two").doOnNext((value) -> {
			lock.close();
		}))).expectNext("one", "two").expectComplete().verify(SOON);
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(this.ends).hasSize(1);
	}

	@Test
	void passNoLeaseOnAfterABodyThatWasCancelled() {
		List<Boolean> shared = new ArrayList<>();
		LockOptions passing = PATIENT.withHandOver(true);
		Body first = new Body();
		Subscriber<String> cancelled = new Subscriber<>(this.locks.withLockMany("job", passing, first::start));
		first.await();
		Subscriber<Object> next = new Subscriber<>(
				this.locks.withLock("job", passing, (lock) -> Mono.fromRunnable(() -> shared.add(lock.isShared()))));
		cancelled.subscription.dispose();
		await().until(() -> next.completed);
		assertThat(shared).containsExactly(false);
	}

	@Test
	void passNoLeaseOnFromASubscriberThatWentWhileItWasHandedOut() {
		List<Boolean> shared = new CopyOnWriteArrayList<>();
		LockOptions passing = PATIENT.withHandOver(true);
		AtomicReference<@Nullable Disposable> subscription = new AtomicReference<>();
		CountDownLatch subscribed = new CountDownLatch(1);
		this.whenAcquired = () -> {
			awaitQuietly(subscribed);
			Disposable current = subscription.getAndSet(null);
			if (current != null) {
				current.dispose();
			}
		};
		subscription.set(this.locks.withLock("job", passing, Mono.never()).subscribe());
		Subscriber<Object> next = new Subscriber<>(
				this.locks.withLock("job", passing, (lock) -> Mono.fromRunnable(() -> shared.add(lock.isShared()))));
		subscribed.countDown();
		await().until(() -> next.completed);
		assertThat(shared).containsExactly(false);
	}

	private final class Outcomes implements LockListener {

		@Override
		public void acquireEnded(AcquireEvent event) {
			acquires.add(event.outcome());
			whenAcquired.run();
		}

		@Override
		public void lockEnded(EndEvent event) {
			ends.add(event.outcome());
		}

	}

}
