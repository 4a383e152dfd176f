package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

/**
 * Event about a lock, told by a watch. A hint, old when it arrives: only the answer to an
 * acquire says whether the caller has a lock.
 *
 * @param type what happened
 * @param lockName name of the lock
 * @param fencingToken fencing token of the holder, empty if the lock is free
 * @param expiresAt when the lease ends without renewal, by the server's clock; empty if
 * the lock is free
 * @param observedAt when the server saw it, by its clock; empty before server release
 * v0.14.0
 * @since 0.1.0
 */
public record LockEvent(Type type, String lockName, Optional<Long> fencingToken, Optional<Instant> expiresAt,
		Optional<Instant> observedAt) {

	/**
	 * Kinds of events about a lock.
	 */
	public enum Type {

		/** A holder acquired it, or has it when the watch begins. */
		ACQUIRED,

		/** The holder renewed it. */
		RENEWED,

		/**
		 * The holder released it, or its session ended, or it is free when the watch
		 * begins.
		 */
		RELEASED,

		/** The holder's lease ended; told up to five seconds late. */
		EXPIRED;

		/**
		 * Say whether the lock was free when this happened.
		 * @return whether it was free
		 */
		public boolean isFree() {
			return this == RELEASED || this == EXPIRED;
		}

	}

}
