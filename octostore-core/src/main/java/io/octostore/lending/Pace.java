package io.octostore.lending;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How quickly the lock goes from one caller to the next, as far as this instance can tell
 * from its own exchanges and from its watch. All waiting instances see about the same, so
 * that they measure the line that they form in the same steps. Serial context only.
 */
final class Pace {

	/**
	 * Holds that are shorter let the lock become free many times in one turn. A hint then
	 * means something only if the lock stays free.
	 */
	static final long SHORT_HOLD = Duration.ofMillis(20).toNanos();

	private static final long LONGEST_SLOT = Duration.ofMillis(32).toNanos();

	/** How many slots the lock lies free in a line of the right length, at least. */
	private static final double LEAST_IDLE = 1.2;

	/** Where slots are short it lies free for this part of a turn. */
	private static final int IDLE_SHARE = 12;

	/** No longer than this, so that long turns do not make for long idle times. */
	private static final long LONGEST_IDLE = Duration.ofMillis(5).toNanos();

	private static final long SHORTEST_STEP = Duration.ofNanos(200_000).toNanos();

	private static final long NEVER = Long.MIN_VALUE / 2;

	private final LongSupplier roundTrip;

	/** How long the lock is free between two grants, smoothed; 0 if not seen yet. */
	private long gap;

	/** How long the turns of others last, smoothed; 0 if not seen yet. */
	private long turn;

	private long turnAt = NEVER;

	private boolean flickering;

	private long freeAt = NEVER;

	private long heldAt = NEVER;

	Pace(LongSupplier roundTrip) {
		this.roundTrip = roundTrip;
	}

	/**
	 * From now on another instance has the lock: forget what was seen of earlier ones.
	 */
	void watchAnew() {
		this.gap = 0;
		this.freeAt = NEVER;
		this.heldAt = NEVER;
		this.turnAt = NEVER;
	}

	/**
	 * A caller of this instance had the lock.
	 */
	void held(long nanos) {
		this.flickering = isShort(nanos);
	}

	/**
	 * Whether a hold is so short that others are not to follow each hint of a turn.
	 */
	boolean isShort(long hold) {
		return hold < SHORT_HOLD;
	}

	/**
	 * The watch shows the lock free.
	 */
	void seenFree(long now) {
		this.freeAt = now;
		if (this.heldAt != NEVER && now - this.heldAt > SHORT_HOLD) {
			this.flickering = false;
		}
	}

	/**
	 * The watch shows the lock taken.
	 * @return for how many slots longer than necessary it was free, if its turn went to
	 * another instance; negative if the holder has only gone on with its turn
	 */
	double seenTaken(long now) {
		long free = this.freeAt;
		if (free == NEVER && this.heldAt != NEVER) {
			// A renewal
			return -1;
		}
		boolean shortHold = this.heldAt != NEVER && free - this.heldAt < SHORT_HOLD;
		boolean seenBefore = this.heldAt != NEVER;
		this.freeAt = NEVER;
		this.heldAt = now;
		if (free == NEVER) {
			return -1;
		}
		long lasted = now - free;
		if (seenBefore) {
			this.gap = smoothed(this.gap, lasted, 2 * this.gap + SHORTEST_STEP);
		}
		if (this.flickering && lasted < lasting()) {
			return -1;
		}
		if (!this.flickering && shortHold && lasted < flicker()) {
			this.flickering = true;
			return -1;
		}
		turnBegins(now);
		return Math.max(0, (double) (lasted - lasting() - step()) / slot());
	}

	private void turnBegins(long now) {
		if (this.turnAt != NEVER) {
			this.turn = smoothed(this.turn, now - this.turnAt, 4 * this.turn);
		}
		this.turnAt = now;
	}

	/**
	 * Follow a sample by an eighth.
	 * @param former what was known before, 0 for nothing
	 * @param most as what a larger sample counts
	 */
	private static long smoothed(long former, long sample, long most) {
		return (former == 0) ? sample : former + (Math.min(sample, most) - former) / 8;
	}

	/**
	 * For how many slots longer than necessary the lock is to lie free between two turns.
	 * Turns are equally long for all that watch, and so is a part of them. If each
	 * instance counted in slots of its own, those with longer ones would believe the line
	 * to be longer and longer.
	 */
	double idle() {
		long shared = Math.min(LONGEST_IDLE, this.turn / IDLE_SHARE);
		// Without what the flicker of a slow holder adds: that differs from instance to
		// instance
		long necessary = this.flickering ? step() * 5 / 2 : step();
		return Math.max(LEAST_IDLE, (double) (shared - necessary) / slot());
	}

	/**
	 * The time from a release to the next grant, if an instance asks at once.
	 */
	long step() {
		long own = this.roundTrip.getAsLong();
		return (this.gap == 0) ? own : Math.min(own, Math.max(SHORTEST_STEP, this.gap));
	}

	/**
	 * For how long the lock lies free at most within a turn, also if the exchanges of the
	 * holder take half as long again as those of this instance.
	 */
	private long flicker() {
		long own = this.roundTrip.getAsLong();
		return Math.max(step(), Math.min(this.gap, own + own / 2)) * 3 / 2 + 500_000;
	}

	/**
	 * How long the lock must stay free to be left by its holder.
	 */
	long lasting() {
		return this.flickering ? flicker() : 0;
	}

	/**
	 * How long after each other two instances must ask so that the second one sees that
	 * it need not.
	 */
	long slot() {
		return Math.min(LONGEST_SLOT, step() * 6 / 5 + 300_000);
	}

	/**
	 * How long an instance must leave the lock alone so that the first of the others can
	 * get it.
	 */
	long reaction() {
		return lasting() + step() + 2 * slot() + 2_000_000;
	}

}
