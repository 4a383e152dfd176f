package io.octostore.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;

/**
 * A lock that is kept beyond the end of the body that it was acquired for. For
 * infrastructure; comes from {@link CurrentLock#retain()}.
 * <p>
 * The lock is released when its body has ended and all that keep it have let it go.
 * {@link HeldLock#close()} releases it earlier. Thread safe.
 *
 * @since 0.1.0
 */
public interface RetainedLock extends AutoCloseable {

	/**
	 * The lock.
	 * @return the lock, which may be lost or closed by now
	 */
	HeldLock lock();

	/**
	 * Run another body under the lock, as {@link OctoStoreLocks#execute} does.
	 * @param <T> what the body returns
	 * @param <E> what the body throws
	 * @param body the code
	 * @return what the body returned
	 * @throws E what the body threw, unchanged
	 * @throws LockLostException if the lock was lost before the body returned
	 * @throws IllegalStateException if the lock was closed
	 */
	<T extends @Nullable Object, E extends Throwable> T execute(LockedBody<T, E> body) throws E;

	/**
	 * Run another body under the lock, as {@link ReactiveOctoStoreLocks#withLockMany}
	 * does.
	 * @param <T> what it emits
	 * @param body makes the body, once for each subscription
	 * @return the body under the lock
	 */
	<T> Flux<T> withLock(Function<? super HeldLock, ? extends Publisher<? extends T>> body);

	/**
	 * Keep the lock until a stage has completed. If the lock is lost before, the returned
	 * future fails with {@link LockLostException}: at once, and the stage is cancelled,
	 * if a loss interrupts bodies; otherwise when the stage completes.
	 * @param <T> type of the result
	 * @param stage the stage
	 * @return completes with the result or failure of the stage when the lock is let go,
	 * on a thread that may block; cancelling it cancels the stage
	 */
	<T extends @Nullable Object> CompletableFuture<T> closeAfter(CompletionStage<? extends T> stage);

	/**
	 * Keep the lock until a publisher has ended, to which there is one subscription; it
	 * runs under the lock as the body of {@link ReactiveOctoStoreLocks#withLockMany}
	 * does. If nothing subscribes and nothing refers to what is returned any more, the
	 * lock is let go with a warning.
	 * @param <T> what it emits
	 * @param body the publisher
	 * @return the publisher under the lock
	 */
	<T> Flux<T> closeAfter(Publisher<? extends T> body);

	/**
	 * Let the lock go, and wait for its release as {@link HeldLock#close()} does if no
	 * other user is left. A second call does nothing.
	 */
	@Override
	void close();

	/**
	 * Let the lock go when subscribed to.
	 * @return completes when the lock is released, at once while others use it
	 */
	Mono<Void> closeLater();

}
