package io.octostore.lock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;
import io.octostore.lending.Loan;

/**
 * Runs publishers under a lock and decides how they end.
 */
final class LockedPublisher {

	private LockedPublisher() {
	}

	/**
	 * Run the body until it ends or the lock is lost. A loss outweighs what the body
	 * does: nothing that it emits afterwards reaches the subscriber.
	 */
	static <T> Flux<T> run(LockHandle lock, Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		Flux<T> running = Flux.<T>defer(() -> bound(start(lock, body)))
			.contextWrite((context) -> LockStack.push(lock.borrowing().holding().into(context), lock))
			.handle((value, sink) -> emit(lock, value, sink));
		if (lock.borrowing().onLost() == OnLost.INTERRUPT) {
			// Cancels the body before it completes; a failure would not cancel it
			running = running.takeUntilOther(loss(lock.loan()));
		}
		return running.concatWith(Mono.defer(() -> end(lock)))
			.onErrorMap((failure) -> outweigh(lock, failure))
			.doOnError(lock.borrowing()::bodyFailed);
	}

	private static <T> Publisher<? extends T> start(LockHandle lock,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		CurrentLock.push(lock);
		LockObserver.Scope scope = lock.borrowing().holding().open();
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

	/**
	 * The thread that subscribes runs under the locks of the pipeline for as long as that
	 * takes: many bodies do all of their work then.
	 */
	private static <T> Flux<T> bound(Publisher<? extends T> body) {
		return Flux.deferContextual(
				(context) -> Flux.from((subscriber) -> subscribe(body, subscriber, LockStack.all(context))));
	}

	private static <T> void subscribe(Publisher<? extends T> body, Subscriber<? super T> subscriber,
			List<HeldLock> locks) {
		CurrentLock.Binding binding = CurrentLock.bind(locks);
		try {
			body.subscribe(subscriber);
		}
		finally {
			binding.close();
		}
	}

	@Safeguard("nothing-is-emitted-after-a-loss")
	private static <T> void emit(HeldLock lock, T value, SynchronousSink<T> sink) {
		LockLostException lost = LockedExecution.loss(lock);
		if (lost != null) {
			sink.error(lost);
		}
		else {
			sink.next(value);
		}
	}

	private static <T> Mono<T> end(HeldLock lock) {
		LockLostException lost = LockedExecution.loss(lock);
		return (lost != null) ? Mono.error(lost) : Mono.empty();
	}

	private static Throwable outweigh(HeldLock lock, Throwable failure) {
		LockLostException lost = (failure instanceof LockLostException) ? null : LockedExecution.loss(lock);
		if (lost == null) {
			return failure;
		}
		lost.addSuppressed(failure);
		return lost;
	}

	/**
	 * Completes when the lock is lost, on a thread on which the code of users may run.
	 */
	@Safeguard("a-loss-cancels-a-reactive-body")
	private static Mono<Loss> loss(Loan loan) {
		CompletableFuture<Loss> signal = new CompletableFuture<>();
		loan.signalLoss(signal::complete);
		return Mono.fromFuture(signal, true).publishOn(Schedulers.parallel());
	}

	/**
	 * A user of the lock has ended.
	 * @return completes when the lock is released, at once while others use it
	 */
	static Mono<Void> leave(Loan loan) {
		return loan.leave() ? release(loan) : Mono.empty();
	}

	private static Mono<Void> release(Loan loan) {
		return Mono.fromFuture(loan.release(), true)
			.publishOn(Schedulers.parallel())
			.timeout(Loan.RELEASE_LIMIT, Mono.just(Lease.ReleaseOutcome.UNCONFIRMED))
			.doOnNext(loan::ended)
			.then();
	}

}
