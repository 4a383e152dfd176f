package io.octostore.election;

import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * What is under way in one room; see the table in {@code docs/internals/concurrency.md}.
 */
sealed interface RoomState {

	/**
	 * Whether the next state may follow.
	 */
	boolean leadsTo(RoomState next);

	/**
	 * Whether an answer of the server is awaited.
	 */
	default boolean isBusy() {
		return false;
	}

	/**
	 * No candidate campaigns or leads.
	 */
	record Resting() implements RoomState {

		@Override
		public boolean leadsTo(RoomState next) {
			return next instanceof Campaigning;
		}

	}

	/**
	 * A campaign was sent, and the server has not answered yet.
	 *
	 * @param sender the candidate of the campaign, even if it has gone since
	 */
	record Campaigning(Candidacy sender) implements RoomState {

		@Override
		public boolean leadsTo(RoomState next) {
			return next instanceof Leading || next instanceof Pausing || next instanceof Resigning
					|| next instanceof Resting;
		}

		@Override
		public boolean isBusy() {
			return true;
		}

	}

	/**
	 * A candidate waits for the time of its next campaign.
	 *
	 * @param timer ends the pause
	 */
	record Pausing(Cancellable timer) implements RoomState {

		@Override
		public boolean leadsTo(RoomState next) {
			return next instanceof Campaigning || next instanceof Pausing || next instanceof Resting;
		}

	}

	/**
	 * The candidate leads.
	 *
	 * @param leadership its term
	 */
	record Leading(HeldLeadership leadership) implements RoomState {

		@Override
		public boolean leadsTo(RoomState next) {
			return next instanceof Resigning;
		}

	}

	/**
	 * The term was given back, and the server has not answered yet.
	 */
	record Resigning() implements RoomState {

		@Override
		public boolean leadsTo(RoomState next) {
			return next instanceof Resting;
		}

		@Override
		public boolean isBusy() {
			return true;
		}

	}

}
