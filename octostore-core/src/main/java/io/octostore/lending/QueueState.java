package io.octostore.lending;

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
	 * No caller waits, has the lock, or asks for it.
	 */
	record Resting() implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Asking || next instanceof Pausing;
		}

	}

	/**
	 * Callers wait for the time of the next request.
	 *
	 * @param timer ends the pause
	 */
	record Pausing(Cancellable timer) implements QueueState {

		@Override
		public boolean leadsTo(QueueState next) {
			return next instanceof Asking || next instanceof Pausing || next instanceof Resting;
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
			return next instanceof Lent || next instanceof Pausing || next instanceof Resting;
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
