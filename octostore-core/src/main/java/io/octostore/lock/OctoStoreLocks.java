package io.octostore.lock;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockInterruptedException;
import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.LocksNotSuspendedException;
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
 * Locks are not reentrant, with one exception: code that runs inside
 * {@link #execute(String, LockOptions, LockedBody)} may execute under the same name on
 * the same thread again and then runs under the lease that it already has.
 * <p>
 * Thread safe. No thread, connection or request exists before the first lock is asked
 * for.
 *
 * <pre class="code">
 * locks.execute("invoices", LockOptions.defaults(), (lock) -> {
 *     invoices.write(batch, lock.fencingToken());
 *     return null;
 * });
 * </pre>
 *
 * @since 0.1.0
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
	 * @return the lock, or nothing if somebody else has it
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
	 * @return the lock, or nothing if somebody else has it or it is in its cooling period
	 * @throws io.octostore.OctoStoreValidationException if the name or an option breaks a
	 * rule; nothing was sent
	 * @throws io.octostore.OctoStoreNetworkException if there was no usable answer; what
	 * may have been acquired is released in the background
	 * @throws io.octostore.OctoStoreServerException if the server refused
	 * @throws io.octostore.LockLimitExceededException if the user behind the token holds
	 * as many locks as the server allows
	 * @throws io.octostore.UnsupportedServerException if the server is too old to keep
	 * instances with one token apart
	 * @throws LockInterruptedException if the thread was interrupted; nothing is left
	 * acquired
	 * @throws LocksClosedException if the locks are closed
	 * @throws LocksSuspendedException if the locks are {@linkplain #suspend() suspended}
	 */
	Optional<HeldLock> tryAcquire(String name, LockOptions options);

	/**
	 * Acquire a lock, waiting for another holder for as long as the options say.
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @return the lock
	 * @throws LockAcquireTimeoutException if it did not become available in time
	 * @throws InterruptedException if the thread was interrupted while waiting; nothing
	 * is left acquired
	 * @throws io.octostore.OctoStoreException as in
	 * {@link #tryAcquire(String, LockOptions)}; while time to wait is left, network and
	 * server errors are retried
	 */
	HeldLock acquire(String name, LockOptions options) throws InterruptedException;

	/**
	 * Run code under a lock: acquire as {@link #acquire(String, LockOptions)}, run,
	 * release. When the lock is lost meanwhile, the running thread is interrupted if the
	 * options say so, and the call ends in {@link LockLostException} once the body has
	 * returned, with what the body threw suppressed. That interrupt reaches the body
	 * only: the thread's interrupt flag is clean afterwards unless somebody else set it.
	 * @param <T> what the body returns
	 * @param <E> what the body throws
	 * @param name name of the lock; a configured prefix is put before it
	 * @param options options
	 * @param body the code
	 * @return what the body returned
	 * @throws E what the body threw, unchanged
	 * @throws LockLostException if the lock was lost before the body returned
	 * @throws InterruptedException if the thread was interrupted while waiting for the
	 * lock
	 */
	<T extends @Nullable Object, E extends Throwable> T execute(String name, LockOptions options, LockedBody<T, E> body)
			throws E, InterruptedException;

	/**
	 * The same locks for code that must not block.
	 * @return the reactive locks, closed with these
	 */
	ReactiveOctoStoreLocks reactive();

	/**
	 * Ask the server now whether all that is held is still held, instead of when the next
	 * renewal is due: after an outage, or in a test. Does not wait for the answers; what
	 * they say reaches the holders in the ways of every renewal.
	 */
	void confirm();

	/**
	 * What this instance holds and waits for at this instant.
	 * @return a snapshot
	 */
	LockActivity activity();

	/**
	 * Come to rest before the memory of this process is copied (checkpoint, snapshot):
	 * give out no more locks, end the sessions on the server, and forget them. Two copies
	 * that run on with one session would both be the holder of its locks.
	 * <p>
	 * Until {@link #resume()} every acquire fails with {@link LocksSuspendedException},
	 * whether it would wait or not, and nothing is sent. Blocks for at most four seconds,
	 * and must not be called on a thread that must not block. Does nothing after
	 * {@link #close()}; a second call does what the first did.
	 * @throws LocksNotSuspendedException if a lock is held, waited for or just being
	 * given back, or if the sessions could not be ended in time; the locks go on as
	 * before, and the memory must not be copied
	 */
	void suspend();

	/**
	 * Give out locks again after {@link #suspend()}, in the original or in a copy, under
	 * sessions of its own. Does nothing if the locks are not suspended, or closed.
	 */
	void resume();

	/**
	 * Give out no more locks, wait for borrowers to return for at most the configured
	 * shutdown timeout, tell those that did not, and end the session on the server. If a
	 * body still runs then, the session is left to expire instead, so that nobody else
	 * enters while it runs.
	 */
	@Override
	void close();

	/**
	 * As {@link #close()}, with a timeout of its own.
	 * @param timeout how long to wait for borrowers, zero or more
	 */
	void close(Duration timeout);

}
