package io.octostore.lease;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;

/**
 * The service that grants leases, as the engine sees it: one asynchronous exchange per
 * call, without repeats, classified by what is proven.
 * <p>
 * Each method calls its consumer exactly once, on any thread, possibly before it returns,
 * and at the latest when the attempt's timeout has passed. It never blocks and never
 * throws. Answers are never believed beyond what they prove: an exchange that may have
 * had an effect without saying so is a failure with
 * {@linkplain AcquireAnswer.Failed#effectPossible() possible effect}.
 *
 * @since 0.1.0
 */
public interface LeaseAuthority {

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
	void keepAlive(UUID session, Attempt attempt, Consumer<? super ConfirmAnswer> answer);

	/**
	 * Ask how many locks hang on a session.
	 * @param session the session
	 * @param attempt bounds of the exchange
	 * @param answer takes the number, or nothing if it cannot be had
	 */
	void countLocks(UUID session, Attempt attempt, Consumer<? super OptionalInt> answer);

	/**
	 * End a session and free all locks that were acquired through it.
	 * @param session the session
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void endSession(UUID session, Attempt attempt, Consumer<? super EndAnswer> answer);

	/**
	 * Acquire a lock, or get the same lease again if the same holder has it.
	 * @param name the lock
	 * @param ttl time that the lease lives without renewal
	 * @param session the session that becomes the holder, or {@code null} for the user
	 * behind the credentials
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void acquire(String name, Duration ttl, @Nullable UUID session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer);

	/**
	 * Prolong a lease to {@code ttl} from now.
	 * @param name the lock
	 * @param lease the lease
	 * @param ttl time that the lease lives without another renewal
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void renew(String name, UUID lease, Duration ttl, Attempt attempt, Consumer<? super ConfirmAnswer> answer);

	/**
	 * Give a lease back.
	 * @param name the lock
	 * @param lease the lease
	 * @param attempt bounds of the exchange
	 * @param answer takes the answer
	 */
	void release(String name, UUID lease, Attempt attempt, Consumer<? super EndAnswer> answer);

	/**
	 * Bounds of one exchange.
	 *
	 * @param timeout for the whole exchange, connecting and body included
	 * @param freshConnection whether to avoid connections that were used before, because
	 * one of them has just failed
	 */
	record Attempt(Duration timeout, boolean freshConnection) {
	}

	/**
	 * Answer to the creation of a session.
	 */
	sealed interface SessionAnswer {

		/**
		 * Created.
		 *
		 * @param id id of the session
		 * @param ttl the TTL that the server applies
		 */
		record Created(UUID id, Duration ttl) implements SessionAnswer {

			@Override
			public String toString() {
				return "Created[ttl=" + this.ttl + "]";
			}

		}

		/**
		 * Not created, and a repeat would not help.
		 *
		 * @param error why
		 */
		record Refused(OctoStoreException error) implements SessionAnswer {
		}

		/**
		 * No usable answer, or a temporary failure.
		 *
		 * @param error why
		 */
		record Failed(OctoStoreException error) implements SessionAnswer {
		}

	}

	/**
	 * Answer to a keepalive or renewal.
	 */
	sealed interface ConfirmAnswer {

		/**
		 * Prolonged.
		 */
		record Confirmed() implements ConfirmAnswer {
		}

		/**
		 * Proven to be gone.
		 *
		 * @param reason what the server said
		 */
		record Gone(LossReason reason) implements ConfirmAnswer {
		}

		/**
		 * No proof in either direction.
		 *
		 * @param error why
		 * @param retryAfter what the server advises, if it does
		 */
		record Uncertain(OctoStoreException error, @Nullable Duration retryAfter) implements ConfirmAnswer {
		}

	}

	/**
	 * Answer to a release or to the end of a session.
	 */
	sealed interface EndAnswer {

		/**
		 * Ended by this request.
		 */
		record Ended() implements EndAnswer {
		}

		/**
		 * Did not exist any more.
		 */
		record AlreadyGone() implements EndAnswer {
		}

		/**
		 * No usable answer.
		 *
		 * @param error why
		 */
		record Unknown(OctoStoreException error) implements EndAnswer {
		}

	}

	/**
	 * Answer to an acquire.
	 */
	sealed interface AcquireAnswer {

		/**
		 * Granted, newly or again to the same holder.
		 *
		 * @param lease id of the lease
		 * @param fencingToken its fencing token
		 */
		record Granted(UUID lease, long fencingToken) implements AcquireAnswer {

			@Override
			public String toString() {
				return "Granted[fencingToken=" + this.fencingToken + "]";
			}

		}

		/**
		 * Somebody else has it, or it is in its cooling period.
		 *
		 * @param detail the answer as an exception for callers that do not wait
		 * @param retryAfter what the server advises, if it does
		 * @param cooling whether nobody has it but it is in its cooling period
		 */
		record Unavailable(OctoStoreException detail, @Nullable Duration retryAfter,
				boolean cooling) implements AcquireAnswer {
		}

		/**
		 * The session is gone; nothing was granted.
		 *
		 * @param reason what the server said
		 */
		record SessionGone(LossReason reason) implements AcquireAnswer {
		}

		/**
		 * The principal holds as many locks as the server allows; nothing was granted.
		 *
		 * @param error the refusal
		 */
		record LimitReached(OctoStoreException error) implements AcquireAnswer {
		}

		/**
		 * Nothing was granted, and a repeat would not help.
		 *
		 * @param error why
		 */
		record Refused(OctoStoreException error) implements AcquireAnswer {
		}

		/**
		 * No usable answer, or a temporary failure.
		 *
		 * @param error why
		 * @param effectPossible whether the server may have granted the lock all the same
		 * @param connectionLost whether a connection broke, rather than that time ran out
		 */
		record Failed(OctoStoreException error, boolean effectPossible,
				boolean connectionLost) implements AcquireAnswer {
		}

	}

}
