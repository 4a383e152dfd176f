package io.octostore.lock;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.internal.Safeguard;

/**
 * Brackets publishers with locks of {@link DefaultOctoStoreLocks}.
 */
final class DefaultReactiveOctoStoreLocks implements ReactiveOctoStoreLocks {

	private final DefaultOctoStoreLocks locks;

	DefaultReactiveOctoStoreLocks(DefaultOctoStoreLocks locks) {
		this.locks = locks;
	}

	@Override
	public <T> Mono<T> withLock(String name, LockOptions options,
			Function<? super HeldLock, ? extends Mono<? extends T>> body) {
		// Gives the value only after the end of the stream, and so after the release
		return this.<T>bracket(name, options, body, false).singleOrEmpty();
	}

	@Override
	public <T> Flux<T> withLockMany(String name, LockOptions options,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		return bracket(name, options, body, false);
	}

	@Override
	public <T> Mono<T> tryWithLock(String name, LockOptions options,
			Function<? super HeldLock, ? extends Mono<? extends T>> body) {
		return this.<T>bracket(name, options, body, true).singleOrEmpty();
	}

	@Override
	public <T> Flux<T> tryWithLockMany(String name, LockOptions options,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		return bracket(name, options, body, true);
	}

	/**
	 * The resource that is bracketed is the place in the queue, which is there at once:
	 * it is given back at the end, however early that is, with the lock if there is one
	 * by then.
	 */
	private <T> Flux<T> bracket(String name, LockOptions options,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body, boolean skip) {
		// Bad arguments fail the assembly, not the subscription
		this.locks.check(name, options);
		return Flux.deferContextual((context) -> {
			PermitCall<T> call = new PermitCall<>(body);
			Iterator<String> permits = this.locks.inOrder(name, options).iterator();
			LockObserver.Attempt attempt = this.locks.observe(name, options, context);
			return call.next(permits, (permit,
					last) -> bracket(() -> this.locks.acquisition(permit, options, last, attempt), call, skip && last));
		});
	}

	private <T> Flux<T> bracket(Supplier<LockAcquisition> acquisition,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body, boolean skip) {
		Mono<SubscribedLock> place = Mono.fromSupplier(() -> SubscribedLock.begin(acquisition.get()));
		return Flux.usingWhen(place, (subscribed) -> acquired(subscribed, skip).flatMapMany((lock) -> run(lock, body)),
				SubscribedLock::completed, (subscribed, failure) -> subscribed.failed(), SubscribedLock::cancelled);
	}

	private static Mono<BorrowedLock> acquired(SubscribedLock subscribed, boolean skip) {
		Mono<BorrowedLock> acquired = subscribed.acquired();
		return skip ? acquired.onErrorResume(DefaultReactiveOctoStoreLocks::isUnavailable, (failure) -> Mono.empty())
				: acquired;
	}

	private static boolean isUnavailable(Throwable failure) {
		return failure instanceof LockHeldException;
	}

	/**
	 * Run the body until it ends or the lock is lost. A loss outweighs what the body
	 * does: nothing that it emits afterwards reaches the subscriber.
	 */
	<T> Flux<T> run(BorrowedLock lock, Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		Flux<T> running = Flux.<T>defer(() -> Flux.from(start(lock, body)))
			.contextWrite((context) -> LockStack.push(lock.holding().into(context), lock))
			.handle((value, sink) -> emit(lock, value, sink));
		if (lock.onLost() == OnLost.INTERRUPT) {
			// Cancels the body before it completes; a failure would not cancel it
			running = running.takeUntilOther(loss(lock));
		}
		return running.concatWith(Mono.defer(() -> end(lock))).onErrorMap((failure) -> outweigh(lock, failure));
	}

	private <T> Publisher<? extends T> start(BorrowedLock lock,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		CurrentLock.push(this.locks, lock);
		LockObserver.Scope scope = lock.holding().open();
		try {
			// Time has passed since the lock was granted
			lock.ensureHeld();
			return body.apply(lock);
		}
		finally {
			scope.close();
			CurrentLock.pop();
		}
	}

	@Safeguard("nothing-is-emitted-after-a-loss")
	private static <T> void emit(BorrowedLock lock, T value, SynchronousSink<T> sink) {
		LockLostException lost = LockedExecution.loss(lock);
		if (lost != null) {
			sink.error(lost);
		}
		else {
			sink.next(value);
		}
	}

	private static <T> Mono<T> end(BorrowedLock lock) {
		LockLostException lost = LockedExecution.loss(lock);
		return (lost != null) ? Mono.error(lost) : Mono.empty();
	}

	private static Throwable outweigh(BorrowedLock lock, Throwable failure) {
		LockLostException lost = (failure instanceof LockLostException) ? null : LockedExecution.loss(lock);
		if (lost == null) {
			return failure;
		}
		lost.addSuppressed(failure);
		return lost;
	}

	/**
	 * One subscription, which asks for permits until it gets one. A body that fails as an
	 * acquire does is not asked to begin again.
	 */
	private static final class PermitCall<T> implements Function<HeldLock, Publisher<? extends T>> {

		private final Function<? super HeldLock, ? extends Publisher<? extends T>> body;

		private volatile boolean entered;

		private PermitCall(Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
			this.body = body;
		}

		private Flux<T> next(Iterator<String> permits, BiFunction<String, Boolean, Flux<T>> attempt) {
			String permit = permits.next();
			if (!permits.hasNext()) {
				return attempt.apply(permit, true);
			}
			return attempt.apply(permit, false)
				.onErrorResume((failure) -> !this.entered && isUnavailable(failure),
						(failure) -> next(permits, attempt));
		}

		@Override
		public Publisher<? extends T> apply(HeldLock lock) {
			this.entered = true;
			return this.body.apply(lock);
		}

	}

	/**
	 * Completes when the lock is lost, on a thread on which the code of users may run.
	 */
	@Safeguard("a-loss-cancels-a-reactive-body")
	private static Mono<Loss> loss(BorrowedLock lock) {
		CompletableFuture<Loss> signal = new CompletableFuture<>();
		lock.signalLoss(signal::complete);
		return Mono.fromFuture(signal, true).publishOn(Schedulers.parallel());
	}

}
