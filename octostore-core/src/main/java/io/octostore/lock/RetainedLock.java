package io.octostore.lock;

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
