package io.octostore.client;

import java.util.Optional;

/**
 * News about a followed lock: see {@link ReactiveOctoStoreClient#followLock}. A hint, old
 * when it arrives: only the answer to an acquire says whether the caller has a lock.
 *
 * @param kind how it is known
 * @param lockName name of the lock
 * @param event how the lock is, or what happened to it; empty for a gap
 * @since 0.1.0
 */
public record LockUpdate(Kind kind, String lockName, Optional<LockEvent> event) {

	static LockUpdate snapshot(LockEvent event) {
		return new LockUpdate(Kind.SNAPSHOT, event.lockName(), Optional.of(event));
	}

	static LockUpdate change(LockEvent event) {
		return new LockUpdate(Kind.CHANGE, event.lockName(), Optional.of(event));
	}

	static LockUpdate gap(String lockName) {
		return new LockUpdate(Kind.GAP, lockName, Optional.empty());
	}

	/**
	 * Say whether the state of the lock is unknown until the next snapshot.
	 * @return whether this is a gap
	 */
	public boolean isGap() {
		return this.kind == Kind.GAP;
	}

	/**
	 * Kinds of news.
	 */
	public enum Kind {

		/**
		 * State of the lock: {@link LockEvent.Type#ACQUIRED} or
		 * {@link LockEvent.Type#RELEASED}. The first update, and the one after each gap.
		 */
		SNAPSHOT,

		/** Something happened to the lock, and nothing else since the last update. */
		CHANGE,

		/**
		 * The watch was interrupted. What happens from here to the next snapshot is not
		 * told.
		 */
		GAP

	}

}
