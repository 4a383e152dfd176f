package io.octostore.lock;

import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;

/**
 * Brackets publishers with locks.
 */
final class DefaultReactiveOctoStoreLocks implements ReactiveOctoStoreLocks {

	private final Borrowings borrowings;

	DefaultReactiveOctoStoreLocks(Borrowings borrowings) {
		this.borrowings = borrowings;
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
		this.borrowings.arguments().check(name, options);
		return Flux.deferContextual((context) -> {
			PermitCall<T> call = new PermitCall<>(body);
			Iterator<String> permits = this.borrowings.inOrder(name, options).iterator();
			LockObserver.Attempt attempt = this.borrowings.observe(name, options, context);
			return call.next(permits, (permit,
					last) -> bracket(() -> this.borrowings.begin(permit, options, last, attempt), call, skip && last));
		});
	}

	private <T> Flux<T> bracket(Supplier<Borrowing> borrowing,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body, boolean skip) {
		Mono<SubscribedLock> place = Mono.fromSupplier(() -> new SubscribedLock(borrowing.get()));
		return Flux.usingWhen(place,
				(subscribed) -> acquired(subscribed, skip).flatMapMany((lock) -> LockedPublisher.run(lock, body)),
				SubscribedLock::completed, (subscribed, failure) -> subscribed.failed(), SubscribedLock::cancelled);
	}

	private static Mono<LockHandle> acquired(SubscribedLock subscribed, boolean skip) {
		Mono<LockHandle> acquired = subscribed.acquired();
		return skip ? acquired.onErrorResume(DefaultReactiveOctoStoreLocks::isUnavailable, (failure) -> Mono.empty())
				: acquired;
	}

	private static boolean isUnavailable(Throwable failure) {
		return failure instanceof LockHeldException;
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

}
