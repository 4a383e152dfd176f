package io.octostore.lending;

import java.time.Duration;

import io.octostore.LockHeldException;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;

/**
 * What is under way for the callers of one lock; see the table in
 * {@code docs/internals/concurrency.md}.
 */
sealed interface QueueState {

	/**
	 * Whether the next state may follow.
	 */
	boolean leadsTo(QueueState next);

	/**
	 * Whether a borrower has the lock, or gave it back and the server has not answered
	 * yet.
	 */
	default boolean isOccupied() {
		return false;
	}

	/**
	 * Whether it is for a borrower of this instance that the lock is occupied.
	 */
	default boolean isBorrowed() {
		return isOccupied();
	}

	/**
	 * Whether the lock was held for long enough, and is on its way back.
	 */
	default boolean isOver(long now) {
		return false;
	}

	/**
	 * What a caller is told that does not wait.
	 * @param lock name of the lock
	 */
	default LockHeldException refusal(String lock, long now) {
		return new LockHeldException(lock);
	}

	/**
	 * The server is to be asked later.
	 */
	sealed interface Pause extends QueueState {

		/**
		 * Ends the pause.
		 */
		Cancellable timer();

	}

	/**
	 * No caller waits, has the lock, or asks for it.
	 */
	record Resting() implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Looking || next instanceof StandingDown || next instanceof Pausing
					|| next instanceof Asking;
		}

	}

	/**
	 * A watch is being opened, to see whether it is worth while to ask.
	 *
	 * @param timer ends the wait for its first word
	 */
	record Looking(Cancellable timer) implements Pause {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting || next instanceof Pausing || next instanceof Asking;
		}
	}

	/**
	 * This instance has had its turn and leaves the lock to others.
	 *
	 * @param timer ends the chance of the others
	 */
	record StandingDown(Cancellable timer) implements Pause {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting || next instanceof Pausing || next instanceof Asking;
		}
	}

	/**
	 * Callers wait for the time of the next request.
	 *
	 * @param timer ends the pause
	 */
	record Pausing(Cancellable timer) implements Pause {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting || next instanceof Pausing || next instanceof Asking;
		}
	}

	/**
	 * A request to the engine is under way.
	 *
	 * @param terms on which terms
	 * @param hinted whether a hint that the lock is free has led to it
	 */
	record Asking(LeaseTerms terms, boolean hinted) implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting || next instanceof Pausing || next instanceof Lent;
		}

	}

	/**
	 * A borrower has the lock.
	 *
	 * @param terms on which terms its lease was asked for
	 * @param run callers of this lease so far
	 */
	record Lent(LeaseTerms terms, HandOver run) implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Returning || next instanceof HeldBack;
		}

		@Override
		public boolean isOccupied() {
			return true;
		}

	}

	/**
	 * The borrower has given the lock back, which stays taken for a while.
	 *
	 * @param until the end of that time
	 */
	record HeldBack(long until) implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting;
		}

		@Override
		public boolean isOccupied() {
			return true;
		}

		@Override
		public boolean isBorrowed() {
			return false;
		}

		@Override
		public boolean isOver(long now) {
			return now >= this.until;
		}

		@Override
		public LockHeldException refusal(String lock, long now) {
			return LockHeldException.heldBack(lock, Duration.ofNanos(Math.max(this.until - now, 0)));
		}

	}

	/**
	 * The borrower has given the lock back, and the server has not answered yet.
	 */
	record Returning() implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Resting;
		}

		@Override
		public boolean isOccupied() {
			return true;
		}

	}

}
