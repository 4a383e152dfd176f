package io.octostore.election;

import java.util.concurrent.CompletableFuture;

import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * What an election does; see the table in {@code docs/internals/concurrency.md}.
 */
sealed interface ElectionState {

	/**
	 * Whether the next state may follow.
	 */
	boolean leadsTo(ElectionState next);

	/**
	 * Whether the loss of a term changes something: it is led, or was given up.
	 */
	default boolean endsWith(LedTerm term) {
		return false;
	}

	/**
	 * Not started, or stopped.
	 */
	record Resting() implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Campaigning;
		}

	}

	/**
	 * Waits for the next campaign.
	 *
	 * @param timer ends the pause
	 */
	record Pausing(Cancellable timer) implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Campaigning || next instanceof Resting;
		}

	}

	/**
	 * Wants to be elected.
	 *
	 * @param attempt completes when it is
	 */
	record Campaigning(CompletableFuture<? extends HeldTerm> attempt) implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Leading || next instanceof Returning || next instanceof Pausing
					|| next instanceof Resting;
		}

	}

	/**
	 * Leads.
	 *
	 * @param term the term
	 */
	record Leading(LedTerm term) implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Revoking;
		}

		@Override
		public boolean endsWith(LedTerm ended) {
			return this.term == ended;
		}

	}

	/**
	 * Leads no more: code that needed the leadership comes to its end.
	 *
	 * @param term the term
	 * @param why what ended it
	 */
	record Revoking(LedTerm term, End why) implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Revoking || next instanceof Returning;
		}

		@Override
		public boolean endsWith(LedTerm ended) {
			return this.term == ended && this.why != End.LOST;
		}

	}

	/**
	 * The term is given back, and the server has not answered yet.
	 *
	 * @param why what ended it
	 */
	record Returning(End why) implements ElectionState {

		@Override
		public boolean leadsTo(ElectionState next) {
			return next instanceof Campaigning || next instanceof Pausing || next instanceof Resting;
		}

	}

	/**
	 * What ends a term.
	 */
	enum End {

		/** The election was stopped. */
		STOPPED,

		/** Other instances are to get a chance. */
		YIELDED,

		/** The term was lost. */
		LOST

	}

}
