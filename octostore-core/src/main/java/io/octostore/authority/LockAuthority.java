package io.octostore.authority;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The service that grants locks, as the engine sees it: one asynchronous exchange per
 * call, without repeats, classified by what is proven.
 * <p>
 * Each method that takes an answer calls its consumer exactly once, on any thread,
 * possibly before it returns, and at the latest when the attempt's timeout has passed. No
 * method blocks or throws. Answers are never believed beyond what they prove: an exchange
 * that may have had an effect without saying so is a failure with
 * {@linkplain AcquireAnswer.Failed#effectPossible() possible effect}, and only the
 * authority's own word proves that something is gone.
 * <p>
 * Thread safe.
 *
 * @since 0.1.0
 */
public interface LockAuthority {

	/**
	 * Abilities and limits of the authority. Constant.
	 * @return the traits
	 */
	AuthorityTraits traits();

	/**
	 * Create a session.
	 * @param ttl time that the session lives without keepalive
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer);

	/**
	 * Prolong a session by its TTL.
	 * @param session the session
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer);

	/**
	 * Ask how many locks hang on a session.
	 * @param session the session
	 * @param attempt bounds of the exchange
	 * @param answer takes the number, or nothing if it cannot be had
	 */
	void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer);

	/**
	 * End a session and free all locks that were acquired through it.
	 * @param session the session
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer);

	/**
	 * Acquire a lock, or get the same lease again if the same holder has it.
	 * @param name the lock
	 * @param ttl time that the lease lives without renewal
	 * @param session the session that becomes the holder, or {@code null} for the user
	 * behind the credentials, or, where no lock can belong to a user, for a lock that
	 * {@linkplain AuthorityTraits#marksHolds() marks a hold} and is the same for all
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer);

	/**
	 * Prolong a lease to {@code ttl} from now.
	 * @param name the lock
	 * @param lease the lease
	 * @param ttl time that the lease lives without another renewal
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void renew(String name, LeaseId lease, Duration ttl, Attempt attempt, Consumer<? super ConfirmAnswer> answer);

	/**
	 * Let a lease whose body has ended live for {@code ttl} more and no longer, also if
	 * this process is gone by then. Nothing renews it any more. Where the TTL of a lock
	 * frees it, this is a renewal. Elsewhere it does nothing by default, and the lease
	 * ends with its session or its release.
	 * @param name the lock
	 * @param lease the lease
	 * @param ttl time that the lease has left, at least
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	default void shorten(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		if (traits().freesByLockTtl()) {
			renew(name, lease, ttl, attempt, answer);
		}
		else {
			answer.accept(new ConfirmAnswer.Confirmed());
		}
	}

	/**
	 * Give a lease back.
	 * @param name the lock
	 * @param lease the lease
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer);

	/**
	 * Open a stream of hints about a lock.
	 * @param name the lock
	 * @param signals takes signals on any thread, {@link WatchSignal#ENDED} at most once
	 * and last
	 * @return ends the watch without blocking; no signal need follow
	 */
	Watch watch(String name, Consumer<? super WatchSignal> signals);

	/**
	 * Set the listener to run when the other side has closed a connection on which
	 * sessions are kept alive: a hint that the service has stopped or was replaced, at
	 * which the engine asks for confirmation at once. Without such connections it does
	 * nothing.
	 * @param listener run on any thread; must not block
	 */
	default void onDisconnect(Runnable listener) {
	}

	/**
	 * An open stream of hints.
	 */
	@FunctionalInterface
	interface Watch {

		/**
		 * End the stream. A second call does nothing.
		 */
		void close();

	}

}
