package io.octostore.lock;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;

/**
 * Follows each call that wants a lock from its beginning to its end, in the context of
 * the caller; for traces. A {@link LockListener} is told of more, and without context.
 * <p>
 * Methods are called on the thread of the caller, for {@link ReactiveOctoStoreLocks} on
 * one that must not be blocked. An exception that they throw is logged and otherwise
 * ignored.
 *
 * @since 0.1.0
 */
public interface LockObserver {

	/**
	 * A call wants a lock.
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param caller the context of the subscriber, empty for a call that blocks
	 * @return follows the call
	 */
	Attempt begin(String lockName, String label, ContextView caller);

	/**
	 * Follows one call that wants a lock.
	 */
	interface Attempt extends Requesting {

		/**
		 * The call has got the lock, or gives up.
		 * @param outcome how it ended
		 * @param contended whether another caller had the lock at some time
		 * @param failure why it gives up, {@code null} if it has the lock
		 */
		void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure);

		/**
		 * The lock is handed out, after {@link #ended}.
		 * @param lock the lock
		 * @return follows the lock to its end
		 */
		Holding handedOut(HeldLock lock);

	}

	/**
	 * Follows one lock from its hand-out to its end.
	 */
	interface Holding extends Requesting {

		/**
		 * Code runs under the lock on the current thread from now on.
		 * @return closed on the same thread when the code has ended
		 */
		Scope open();

		/**
		 * Add the observation of the lock to the context of a publisher that runs under
		 * it.
		 * @param context the context of its subscriber
		 * @return the context to use in its place
		 */
		Context into(Context context);

		/**
		 * The lock is held no more.
		 * @param outcome how it ended
		 * @param loss how it was lost, {@code null} if it was not
		 */
		void ended(HeldOutcome outcome, @Nullable Throwable loss);

	}

	/**
	 * Something on whose behalf requests are sent to the server.
	 */
	interface Requesting {

		/**
		 * Return the context for such a request.
		 * @return the context
		 */
		ContextView forRequests();

	}

	/**
	 * Code that runs under a lock.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
