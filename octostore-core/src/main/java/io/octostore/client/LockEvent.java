package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a watch says about a lock. A hint, old when it arrives: only the answer to an
 * acquire says who has a lock.
 *
 * @since 0.1.0
 */
public final class LockEvent {

	private final Type type;

	private final String lockName;

	private final @Nullable Long fencingToken;

	private final @Nullable Instant expiresAt;

	/**
	 * Create an event.
	 * @param type what happened
	 * @param lockName name of the lock
	 * @param fencingToken fencing token of the holder, or {@code null}
	 * @param expiresAt when the lease ends without renewal, by the server's clock, or
	 * {@code null}
	 */
	public LockEvent(Type type, String lockName, @Nullable Long fencingToken, @Nullable Instant expiresAt) {
		this.type = type;
		this.lockName = lockName;
		this.fencingToken = fencingToken;
		this.expiresAt = expiresAt;
	}

	/**
	 * Return what happened.
	 * @return the type
	 */
	public Type type() {
		return this.type;
	}

	/**
	 * Return the name of the lock.
	 * @return the name
	 */
	public String lockName() {
		return this.lockName;
	}

	/**
	 * Return the fencing token of the holder.
	 * @return the token, empty if nobody holds the lock
	 */
	public Optional<Long> fencingToken() {
		return Optional.ofNullable(this.fencingToken);
	}

	/**
	 * Return when the lease ends without renewal, by the server's clock.
	 * @return the end, empty if nobody holds the lock
	 */
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(this.expiresAt);
	}

	@Override
	public String toString() {
		return "LockEvent[" + this.type + " " + this.lockName + ", fencingToken=" + this.fencingToken + ", expiresAt="
				+ this.expiresAt + "]";
	}

	/**
	 * What can happen to a lock.
	 */
	public enum Type {

		/** Somebody acquired it, or has it when the watch begins. */
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
		 * Whether the lock was free when this happened.
		 * @return whether it was free
		 */
		public boolean isFree() {
			return this == RELEASED || this == EXPIRED;
		}

	}

}
