package io.octostore.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.LocksSuspendedException;
import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;

/**
 * Distributed locks.
 * <p>
 * Two instances of an application that share one bearer token exclude each other, and so
 * do two threads of one instance: every lock is bound to a private session of this
 * instance, and callers of one name queue up first in, first out inside it. A lock is
 * renewed for as long as it is held.
 * <p>
 * Locks are not reentrant, with one exception: code that runs inside one of the
 * {@code execute} methods may execute under the same name on the same thread again and
 * then runs under the lease that it already has.
 * <p>
 * Thread safe. No thread, connection or request exists before the first lock is asked
 * for.
 *
 * <pre class="code">
 * locks.executeWithoutResult("invoices", (lock) -&gt; invoices.write(batch, lock.fencingToken()));
 * </pre>
 *
 * @since 0.1.0
 * @see LocksControl
 */
public interface OctoStoreLocks extends AutoCloseable {

	/**
	 * Start building locks on a client.
	 * @param client the client; its retries are not used, the engine repeats by itself
	 * @return a builder
	 */
	static OctoStoreLocksBuilder builder(ReactiveOctoStoreClient client) {
		return new OctoStoreLocksBuilder().alsoThrough(client);
	}

	/**
	 * Start building locks on an authority other than OctoStore's server.
	 * @param authority the authority
	 * @return a builder
	 */
	static OctoStoreLocksBuilder builder(LockAuthority authority) {
		return new OctoStoreLocksBuilder().alsoThrough(authority);
	}

	/**
	 * Try to acquire a lock with default options, without waiting for another holder.
	 * @param name name of the lock
	 * @return the lock, or nothing if another caller has it
	 * @see #tryAcquire(String, LockOptions)
	 */
	default Optional<HeldLock> tryAcquire(String name) {
		return tryAcquire(name, LockOptions.defaults());
	}

	/**
	 * Try to acquire a lock without waiting for another holder. Returns within five
	 * seconds even if the server does not answer.
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options without {@code waitFor}
	 * @return the lock, or nothing if another caller has it or it is in its cooling
	 * period
	 * @throws io.octostore.OctoStoreValidationException if the name or an option breaks a
	 * rule; nothing was sent
	 * @throws io.octostore.OctoStoreNetworkException if there was no usable answer; what
	 * may have been acquired is released in the background
	 * @throws io.octostore.OctoStoreServerException if the server refused
	 * @throws io.octostore.LockLimitExceededException if the user behind the token holds
	 * as many locks as the server allows
	 * @throws io.octostore.UnsupportedServerException if the server is too old to keep
	 * instances with one token apart
	 * @throws LockInterruptedException if the thread was interrupted; its interrupt flag
	 * is set again, and nothing is left acquired
	 * @throws LocksClosedException if the locks are closed
	 * @throws LocksSuspendedException if the locks are {@linkplain LocksControl#suspend()
	 * suspended}
	 */
	Optional<HeldLock> tryAcquire(String name, LockOptions options);

	/**
	 * Acquire a lock with default options.
	 * @param name name of the lock
	 * @return the lock, to be closed by the caller
	 * @see #acquire(String, LockOptions)
	 */
	default HeldLock acquire(String name) {
		return acquire(name, LockOptions.defaults());
	}

	/**
	 * Acquire a lock, waiting for another holder for as long as the options say.
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @return the lock, to be closed by the caller
	 * @throws LockHeldException if another caller has it, or it is in its cooling period,
	 * and the options do not wait
	 * @throws LockAcquireTimeoutException if it did not become available in time
	 * @throws LockInterruptedException if the thread was interrupted while waiting; its
	 * interrupt flag is set again, and nothing is left acquired
	 * @throws io.octostore.OctoStoreException as in
	 * {@link #tryAcquire(String, LockOptions)}; while time to wait is left, network and
	 * server errors are retried
	 */
	HeldLock acquire(String name, LockOptions options);

	/**
	 * Acquire several locks, all or nothing. They are acquired one after the other in the
	 * order of their names, so that callers who want some of the same locks never wait
	 * for each other in a circle. The wait of the options is the limit for all of them
	 * together.
	 * @param names names of the locks, at least one; a name that occurs twice counts once
	 * @param options options of each lock
	 * @return the locks, to be closed by the caller
	 * @throws io.octostore.OctoStoreException as in {@link #acquire(String, LockOptions)}
	 * for the first lock that could not be acquired; those that had been acquired before
	 * are released
	 */
	HeldLocks acquireAll(Collection<String> names, LockOptions options);

	/**
	 * Run code under a lock with default options.
	 * @param <T> type of the result
	 * @param name name of the lock
	 * @param body the code
	 * @return the result of the body
	 * @see #execute(String, LockOptions, Function)
	 */
	default <T extends @Nullable Object> T execute(String name, Function<? super HeldLock, ? extends T> body) {
		return execute(name, LockOptions.defaults(), body);
	}

	/**
	 * Run code under a lock: acquire it as {@link #acquire(String, LockOptions)} does,
	 * run the code, release the lock. If the lock is lost meanwhile, the running thread
	 * is interrupted if the options say so, and the call ends in
	 * {@link LockLostException} once the body has returned, with what the body threw
	 * suppressed. That interrupt reaches the body only: the thread's interrupt flag is
	 * clean afterwards unless other code set it. The body may close the lock before it
	 * returns and then runs on without it.
	 * @param <T> type of the result
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the code; what it throws is passed on unchanged
	 * @return the result of the body
	 * @throws LockLostException if the lock was lost before the body returned
	 * @throws io.octostore.OctoStoreException as in {@link #acquire(String, LockOptions)}
	 * if the lock was not acquired; the body was not called then
	 */
	default <T extends @Nullable Object> T execute(String name, LockOptions options,
			Function<? super HeldLock, ? extends T> body) {
		return this.<T, RuntimeException>executeChecked(name, options, body::apply);
	}

	/**
	 * Run code without a result under a lock with default options.
	 * @param name name of the lock
	 * @param body the code
	 * @see #execute(String, LockOptions, Function)
	 */
	default void executeWithoutResult(String name, Consumer<? super HeldLock> body) {
		executeWithoutResult(name, LockOptions.defaults(), body);
	}

	/**
	 * Run code without a result under a lock.
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the code
	 * @see #execute(String, LockOptions, Function)
	 */
	default void executeWithoutResult(String name, LockOptions options, Consumer<? super HeldLock> body) {
		execute(name, options, (lock) -> {
			body.accept(lock);
			return true;
		});
	}

	/**
	 * Run code that throws checked exceptions under a lock.
	 * @param <T> type of the result
	 * @param <E> type of the exceptions
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the code
	 * @return the result of the body
	 * @throws E what the body threw, unchanged
	 * @throws LockLostException if the lock was lost before the body returned
	 * @throws io.octostore.OctoStoreException as in {@link #acquire(String, LockOptions)}
	 * if the lock was not acquired
	 * @see #execute(String, LockOptions, Function)
	 */
	<T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E;

	/**
	 * Run asynchronous code under a lock with default options.
	 * @param <T> type of the result
	 * @param name name of the lock
	 * @param body starts the work
	 * @return completes when the work has ended and the lock is released
	 * @see #executeAsync(String, LockOptions, Function)
	 */
	default <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body) {
		return executeAsync(name, LockOptions.defaults(), body);
	}

	/**
	 * Run asynchronous code under a lock, without blocking a thread. The lock is held
	 * until the stage that the body returns has completed.
	 * <p>
	 * If the lock is lost meanwhile, the returned future fails with
	 * {@link LockLostException}: at once if the options say {@link OnLost#INTERRUPT}, in
	 * which case the stage is cancelled, otherwise when the stage completes. Cancelling
	 * the returned future cancels the stage, or takes the caller out of the queue.
	 * Cancelling a {@code CompletableFuture} does not stop the code that would complete
	 * it: that code then runs on without the lock.
	 * @param <T> type of the result
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body starts the work; it is called on a thread that must not be blocked
	 * @return completes with the result or failure of the stage when the lock is
	 * released, at most two seconds after the stage, on a thread that may block; fails as
	 * {@link #acquire(String, LockOptions)} does if the lock was not acquired
	 * @throws io.octostore.OctoStoreValidationException if the name or an option breaks a
	 * rule
	 */
	<T extends @Nullable Object> CompletableFuture<T> executeAsync(String name, LockOptions options,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body);

	/**
	 * Return the same locks for reactive code.
	 * @return the reactive locks, closed with these
	 */
	ReactiveOctoStoreLocks reactive();

	/**
	 * Give out no more locks, wait for borrowers to return for at most the configured
	 * shutdown timeout, tell those that did not, and end the session on the server. If a
	 * body still runs then, the session is left to expire instead, so that no other
	 * instance enters while it runs.
	 */
	@Override
	void close();

	/**
	 * As {@link #close()}, with a timeout of its own.
	 * @param timeout how long to wait for borrowers, zero or more
	 */
	void close(Duration timeout);

}
