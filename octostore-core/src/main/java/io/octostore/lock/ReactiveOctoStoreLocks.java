package io.octostore.lock;

import java.util.List;
import java.util.function.Function;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;

/**
 * Distributed locks around {@link Mono} and {@link Flux}, without blocking a thread: the
 * same locks as those of {@link OctoStoreLocks#reactive() the OctoStoreLocks} that this
 * comes from, with the same queue for each name.
 * <p>
 * Each subscription acquires the lock, waits for it as long as the options say, then
 * subscribes to the body, and releases the lock when the body has ended. The subscriber
 * hears of the end after the release: after at most two seconds if the server does not
 * answer, in which case the release is settled in the background.
 * <ul>
 * <li><em>Cancelled while it waits</em>, a subscription leaves the queue and nothing is
 * left acquired. <em>Cancelled while the body runs</em>, the body is cancelled, then the
 * lock released.</li>
 * <li><em>When the lock is lost</em>, the body is cancelled and the subscriber gets
 * {@link LockLostException} at once; with {@link OnLost#NOTIFY} that is when the body
 * next emits or ends. In no case does the subscriber get an element that was emitted
 * after the loss was known, and what the body made is an error if the lock was lost
 * before the body ended.</li>
 * </ul>
 * A cancelled body has ended as far as the lock is concerned. Code that goes on in spite
 * of it, such as a blocking call on another thread, runs without the lock from then on:
 * hand it the {@linkplain HeldLock#fencingToken() fencing token}.
 * <p>
 * The body is subscribed to, and signals are delivered, on
 * {@link reactor.core.scheduler.Schedulers#parallel()}, never on a thread that lives of
 * renewing locks. The subscriber's context reaches the body, which finds its lock there,
 * see {@link #currentLock()}. Not reentrant: a body that wants the same lock again finds
 * it held. If the lock cannot be acquired, the subscription fails as calls of
 * {@link OctoStoreLocks} do; a bad name or option is an
 * {@link io.octostore.OctoStoreValidationException} that the methods throw themselves.
 * <p>
 * Thread safe.
 *
 * <pre class="code">
 * locks.withLock("invoices", LockOptions.defaults(), (lock) -&gt; invoices.write(batch, lock.fencingToken()))
 * </pre>
 *
 * @since 0.1.0
 */
public interface ReactiveOctoStoreLocks {

	/**
	 * Run a body under a lock.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the body; each subscription subscribes to it once
	 * @return the body under its lock
	 */
	default <T> Mono<T> withLock(String name, LockOptions options, Mono<T> body) {
		return withLock(name, options, (lock) -> body);
	}

	/**
	 * Run a body under a lock. The lock is held for as long as the body has not ended,
	 * however slowly the subscriber takes the elements.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the body; each subscription subscribes to it once
	 * @return the body under its lock
	 */
	default <T> Flux<T> withLock(String name, LockOptions options, Flux<T> body) {
		return withLockMany(name, options, (lock) -> body);
	}

	/**
	 * Run a body that takes the lock, which it must not close.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body makes the body, once for each subscription
	 * @return the body under its lock
	 */
	<T> Mono<T> withLock(String name, LockOptions options,
			Function<? super HeldLock, ? extends Mono<? extends T>> body);

	/**
	 * Run a body that takes the lock and emits any number of elements.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body makes the body, once for each subscription
	 * @return the body under its lock
	 */
	<T> Flux<T> withLockMany(String name, LockOptions options,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body);

	/**
	 * Run a body under a lock, or complete without it if another holder has the lock, or
	 * still has it when the options' wait is over, or it is in its cooling period. Other
	 * failures remain failures.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body makes the body, once for each subscription that gets the lock
	 * @return the body under its lock; empty if it was skipped
	 */
	<T> Mono<T> tryWithLock(String name, LockOptions options,
			Function<? super HeldLock, ? extends Mono<? extends T>> body);

	/**
	 * As {@link #tryWithLock}, for a body that emits any number of elements.
	 * @param <T> what it emits
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body makes the body, once for each subscription that gets the lock
	 * @return the body under its lock; empty if it was skipped
	 */
	<T> Flux<T> tryWithLockMany(String name, LockOptions options,
			Function<? super HeldLock, ? extends Publisher<? extends T>> body);

	/**
	 * The innermost lock of the pipeline that this is a part of, from its context: inside
	 * a body of these locks, or in the publisher that an annotated method returns.
	 * @return the lock; fails with {@link IllegalStateException} if there is none
	 */
	static Mono<HeldLock> currentLock() {
		return Mono.deferContextual((context) -> LockStack.all(context)
			.stream()
			.findFirst()
			.map(Mono::just)
			.orElseGet(() -> Mono
				.error(new IllegalStateException("No lock is held by this pipeline: it is neither part of a body "
						+ "under ReactiveOctoStoreLocks nor of a publisher that a @DistributedLock method returned"))));
	}

	/**
	 * All locks of the pipeline that this is a part of, the innermost first.
	 * @return the locks; an empty list if there are none
	 */
	static Mono<List<HeldLock>> currentLocks() {
		return Mono.deferContextual((context) -> Mono.just(LockStack.all(context)));
	}

}
