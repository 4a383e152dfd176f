package io.octostore.lending;

import java.util.random.RandomGenerator;

/**
 * The place of this instance in the line of all that wait for a lock. There is no queue
 * on the server: each instance begins at the end of a line as long as it believes it to
 * be, and moves up with each turn that it sees another instance begin. How long the lock
 * lies free between two turns tells all instances alike whether they believe the line to
 * be too long or too short, so that they come to believe the same. Times are in slots: an
 * instance that asks a slot later sees that another one was quicker. Serial context only.
 */
final class Line {

	/** Places among which an instance chooses that knows nothing of the line. */
	private static final int FIRST = 2;

	/**
	 * As long as a line is believed to be by an instance that knows nothing of it, and
	 * has lost no race.
	 */
	private static final double UNKNOWN_LENGTH = 20;

	/**
	 * As long as a line is believed to be by an instance that was served at once in its
	 * first wait. Those that it does not know have waited for as long, and come first.
	 */
	private static final double FIRST_LENGTH = 4;

	/** By how much that is longer for each turn of others in the first wait. */
	private static final double FIRST_GROWTH = 1.5;

	/** As long as a line is believed to be at most. */
	private static final int LONGEST = 100;

	/** A line shorter than this needs less. */
	private static final double IDLE_LENGTH = 6;

	/**
	 * A lock that was free for less time may have gone to another caller of its holder.
	 */
	private static final double SEEN = 0.1;

	/** By how much a line grows with each turn that begins too early. */
	private static final double GROWTH = 0.5;

	/** By which part a line shrinks if the lock lies free for twice the right time. */
	private static final double DECAY = 0.12;

	/** By which part a line shrinks at most. */
	private static final double LARGEST_DECAY = 0.3;

	/** After so many lengths of the line an instance asks before all others. */
	private static final double LATE = 1.2;

	/** How many slots all others leave to those that are late. */
	private static final double LATE_SLOTS = 0.25;

	private static final double QUIET = 0.7;

	/** Over how many slots instances with the same place spread. */
	private static final double SPREAD = 0.7;

	private boolean waiting;

	/**
	 * The lock was granted to this instance after it had waited, so that it knows more.
	 */
	private boolean known;

	private double length;

	private double place;

	/** Turns of others during this wait. */
	private int turns;

	/** Races lost during this wait. */
	private int races;

	boolean isWaiting() {
		return this.waiting;
	}

	double length() {
		return this.length;
	}

	/**
	 * Wait, at the end of the line, or further in front if another instance has cut the
	 * turn of this one short.
	 * @param used which part of its last turn this instance has had, from 0 to 1
	 */
	void join(double used, RandomGenerator random) {
		if (!this.waiting) {
			this.waiting = true;
			this.place = this.known ? this.length * used : FIRST * random.nextDouble();
			this.turns = 0;
			this.races = 0;
		}
	}

	void leave() {
		this.waiting = false;
	}

	/**
	 * Another instance has begun its turn.
	 * @param idle for how many slots the lock lay free
	 * @param target for how many slots it is to lie free in a line of the right length
	 * @return whether that was long enough to be sure
	 */
	boolean moveUp(double idle, double target) {
		if (idle < SEEN) {
			return false;
		}
		this.turns++;
		if (this.known) {
			this.place += adapt(idle, target) - 1;
		}
		else {
			// Slowly at first: those that came with this instance do the same
			this.place -= idle + Math.min(1, 0.2 + this.turns / 20.0);
			if (idle > QUIET) {
				// There are not that many
				this.races = Math.max(0, this.races - 1);
			}
		}
		return true;
	}

	/**
	 * Learn from the time in which the lock lay free.
	 * @return by how much the end of the line moves
	 */
	private double adapt(double idle, double target) {
		double former = this.length;
		double excess = idle - target * Math.min(1, former / IDLE_LENGTH);
		if (excess < 0) {
			this.length = Math.min(LONGEST, former + GROWTH);
			return this.length - former;
		}
		this.length = former * (1 - Math.min(LARGEST_DECAY, DECAY * excess / target));
		return this.length - former - excess;
	}

	/**
	 * Another instance with about the same place was quicker.
	 */
	void lost(RandomGenerator random) {
		this.races++;
		if (this.known) {
			this.length = Math.min(LONGEST, this.length + 1);
		}
		int doublings = Math.min(this.races, this.known ? 1 : 6);
		this.place = (1 << doublings) * patience() * random.nextDouble();
	}

	/**
	 * The turn of this instance begins.
	 * @param target for how many slots the lock is to lie free before it
	 */
	void served(double target) {
		if (this.waiting) {
			this.waiting = false;
			if (this.known) {
				adapt(Math.max(0, this.place), target);
			}
			else {
				this.known = true;
				this.length = Math.min(LONGEST, FIRST_LENGTH + FIRST_GROWTH * this.turns);
			}
		}
	}

	/**
	 * No other instance has taken the lock that was left to them.
	 */
	void untaken() {
		this.length /= 2;
	}

	/**
	 * When to ask after the lock has become free: in the order of the places, among the
	 * same place those first that have waited for longer, and those before all others
	 * that have waited for much too long.
	 */
	double slots(RandomGenerator random) {
		if (this.known && this.turns > LATE * this.length + 2) {
			return 0.1 * random.nextDouble();
		}
		double least = (this.length > 1) ? LATE_SLOTS : 0;
		return Math.max(0, this.place) + least + SPREAD * patience() * random.nextDouble();
	}

	/**
	 * 1 for up to one length of the line, then less.
	 */
	private double patience() {
		double expectedTurns = this.known ? this.length + 4 : UNKNOWN_LENGTH + 10 * this.races;
		return Math.max(0.1, Math.min(1, 2 - this.turns / expectedTurns));
	}

}
