package io.octostore.lending;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;

/**
 * When a queue asks for a lock that other instances want too. An instance has its
 * {@linkplain Turn turn} and then leaves the lock alone for a moment; those that wait ask
 * in the order of their places in a {@linkplain Line line}, whose steps are measured by
 * the {@linkplain Pace pace} of the lock. Serial context only.
 */
final class Patience {

	/** Others are likely to have the lock for so long after they were seen. */
	private static final long HOT = Duration.ofSeconds(1).toNanos();

	/** Places of a line that a holder waits for before it takes the lock back. */
	private static final int LONGEST_STAND_DOWN = 30;

	/**
	 * After so many hints, and so much time, in which this instance neither asked nor saw
	 * another one begin its turn, it asks at once: perhaps others are quicker than it
	 * believes that it could be.
	 */
	private static final int MOST_MISSED = 32;

	/** Longer than most turns. */
	private static final long LONGEST_SILENCE = Duration.ofMillis(500).toNanos();

	/** Others are gone that have not taken the lock so often in a row. */
	private static final int GONE = 3;

	/** As long as a pause is at most for others that were never seen. */
	private static final long LONGEST_PAUSE = Duration.ofMillis(250).toNanos();

	private final Pace pace;

	private final Line line = new Line();

	private final Turn turn = new Turn();

	private long contestedAt = Long.MIN_VALUE / 2;

	/** Others were seen, and have taken the lock when it was left to them. */
	private boolean contested;

	/** How often in a row others did not take the lock that was left to them. */
	private int untaken;

	/** Pauses for others that were not seen. */
	private int pauses;

	/** Hints since this instance asked, or saw another one begin its turn. */
	private int missed;

	private long orientedAt;

	private @Nullable String lastHolder;

	private int failures;

	/**
	 * Begin without knowing of others.
	 * @param roundTrip how long an exchange with the server takes
	 */
	Patience(LongSupplier roundTrip) {
		this.pace = new Pace(roundTrip);
	}

	/**
	 * How long a caller that finds no other caller here leaves the lock to other
	 * instances, whose turn it is.
	 */
	long beforeAsking(long now) {
		return this.turn.standsDown(now);
	}

	/**
	 * Whether others are so likely to have the lock that it is better to look than to
	 * ask.
	 */
	boolean looksFirst(long now) {
		return now - this.contestedAt < HOT && !this.turn.hasJustReturned(now, this.pace.reaction());
	}

	/**
	 * Stand in line, without having asked.
	 */
	void waits(long now, RandomGenerator random) {
		if (!this.line.isWaiting()) {
			oriented(now);
			this.line.join(this.turn.used(now, this.pace.step()), random);
			this.pace.watchAnew();
			this.turn.lost();
		}
	}

	/**
	 * Stand in line no more.
	 */
	void rests() {
		this.line.leave();
	}

	/**
	 * The server has granted the lock.
	 */
	void granted(long now) {
		this.failures = 0;
		if (this.turn.isTakenBack() && !this.line.isWaiting()) {
			untaken();
		}
		this.line.served(this.pace.idle());
		this.turn.granted(now, 2 * this.pace.reaction());
	}

	/**
	 * No other instance has taken the lock that was left to them: perhaps they believe
	 * the line to be longer.
	 */
	private void untaken() {
		if (++this.untaken >= GONE) {
			this.contested = false;
			this.untaken = 0;
			this.line.untaken();
		}
	}

	/**
	 * The lock was given back.
	 * @return how long the next caller of this instance has to leave it to others
	 */
	@Safeguard("let-others-have-a-turn")
	long afterRelease(long now) {
		long held = this.turn.returned(now);
		this.pace.held(held);
		long pause = this.pace.reaction();
		if (!this.turn.isOver(this.contested, this.pace.isShort(held), this.pace.step(), pause)) {
			return 0;
		}
		if (this.contested) {
			double places = Math.min(LONGEST_STAND_DOWN, (this.line.length() + 2) * (1 << this.untaken));
			pause = Math.max(pause, this.pace.lasting() + this.pace.step() + (long) (this.pace.slot() * places));
		}
		else {
			pause = longer(pause);
		}
		this.turn.standDown(pause);
		return pause;
	}

	/**
	 * Other instances cannot be seen while they wait, nor how slow their links are: each
	 * eighth pause is four times longer, each eighth of those sixteen times.
	 */
	private long longer(long pause) {
		this.pauses++;
		long longest = pause;
		for (int every = 8; every <= 64 && this.pauses % every == 0; every *= 8) {
			longest = Math.min(4 * longest, LONGEST_PAUSE);
		}
		return Math.max(pause, longest);
	}

	/**
	 * The server has answered that another instance has the lock.
	 * @param hinted whether the lock was seen free before
	 */
	void refused(@Nullable String holder, boolean hinted, long now, RandomGenerator random) {
		this.failures = 0;
		oriented(now);
		contested(now);
		boolean sameHolder = holder != null && holder.equals(this.lastHolder);
		this.lastHolder = holder;
		waits(now, random);
		if (hinted && !sameHolder) {
			this.line.lost(random);
		}
	}

	/**
	 * The watch shows the lock free.
	 * @return how long to wait, in case that another instance takes it
	 */
	@Safeguard("ask-in-the-order-of-the-line")
	long afterHint(long now, RandomGenerator random) {
		this.pace.seenFree(now);
		if (++this.missed > MOST_MISSED && now - this.orientedAt > LONGEST_SILENCE) {
			oriented(now);
			return 0;
		}
		return this.pace.lasting() + (long) (this.pace.slot() * this.line.slots(random));
	}

	private void oriented(long now) {
		this.missed = 0;
		this.orientedAt = now;
	}

	/**
	 * The watch shows the lock taken.
	 */
	void taken(long now) {
		double idle = this.pace.seenTaken(now);
		if (this.line.isWaiting()) {
			contested(now);
			if (idle >= 0 && this.line.moveUp(idle, this.pace.idle())) {
				oriented(now);
			}
		}
	}

	private void contested(long now) {
		this.contested = true;
		this.untaken = 0;
		this.contestedAt = now;
	}

	/**
	 * An attempt has failed.
	 * @return how many have failed in a row
	 */
	int failed() {
		return ++this.failures;
	}

}
