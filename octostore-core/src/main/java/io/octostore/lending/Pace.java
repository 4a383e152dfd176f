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

	private static final long SHORTEST_STEP = Duration.ofNanos(200_000).toNanos();

	private static final long NEVER = Long.MIN_VALUE / 2;

	private final LongSupplier roundTrip;

	/** How long the lock is free between two grants, smoothed; 0 if not seen yet. */
	private long gap;

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
			this.gap = (this.gap == 0) ? lasted
					: this.gap + (Math.min(lasted, 2 * this.gap + SHORTEST_STEP) - this.gap) / 8;
		}
		if (this.flickering && lasted < lasting()) {
			return -1;
		}
		if (!this.flickering && shortHold && lasted < flicker()) {
			this.flickering = true;
			return -1;
		}
		return Math.max(0, (double) (lasted - lasting() - step()) / slot());
	}

	/**
	 * The time from a release to the next grant, if an instance asks at once.
	 */
	long step() {
		long own = this.roundTrip.getAsLong();
		return (this.gap == 0) ? own : Math.min(own, Math.max(SHORTEST_STEP, this.gap));
	}

	private long flicker() {
		return step() * 3 / 2 + 500_000;
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
