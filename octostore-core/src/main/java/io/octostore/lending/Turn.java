package io.octostore.lending;

import java.time.Duration;

/**
 * The turn of this instance: grants in a row, then a moment in which it leaves the lock
 * to other instances. Serial context only.
 */
final class Turn {

	/** Short holds may go on for so long. */
	private static final long TIME = Duration.ofMillis(50).toNanos();

	/** The same while no other instance was seen lately. */
	private static final long TIME_ALONE = Duration.ofMillis(250).toNanos();

	/** On slow links they may go on for so many exchanges with the server. */
	private static final int EXCHANGES = 8;

	/**
	 * How many times longer than the moment afterwards a turn may last while no other
	 * instance was seen lately.
	 */
	private static final int SHARE_ALONE = 12;

	private static final long NEVER = Long.MIN_VALUE / 2;

	private long since = NEVER;

	private long grantedAt = NEVER;

	private long returnedAt = NEVER;

	private long standsDownUntil = NEVER;

	/**
	 * The lock was granted.
	 * @param pause how long the lock may lie free within a turn
	 */
	void granted(long now, long pause) {
		if (!hasJustReturned(now, pause)) {
			this.since = now;
		}
		this.grantedAt = now;
		this.standsDownUntil = NEVER;
	}

	/**
	 * The lock was given back.
	 * @return how long it was held
	 */
	long returned(long now) {
		this.returnedAt = now;
		return now - this.grantedAt;
	}

	/**
	 * Whether others are to have a turn: after a long hold if there are others, or when
	 * the time of short holds is over.
	 */
	boolean isOver(boolean contested, boolean shortHold, long exchange, long pause) {
		if (contested) {
			return !shortHold || this.returnedAt - this.since >= time(exchange);
		}
		return this.returnedAt - this.since >= Math.max(TIME_ALONE, SHARE_ALONE * pause);
	}

	private static long time(long exchange) {
		return Math.max(TIME, EXCHANGES * exchange);
	}

	/**
	 * Which part of its turn this instance has had, from 0 to 1: less than all of it if
	 * another instance takes the lock before its turn is over.
	 */
	double used(long now, long exchange) {
		return !hasJustReturned(now, 2 * exchange) ? 1
				: Math.min(1, Math.max(0, (double) (this.returnedAt - this.since) / time(exchange)));
	}

	void standDown(long pause) {
		this.since = NEVER;
		this.standsDownUntil = this.returnedAt + pause;
	}

	/**
	 * Another instance has the lock.
	 */
	void lost() {
		this.since = NEVER;
		this.standsDownUntil = NEVER;
	}

	/**
	 * How long a caller that comes now has to leave the lock to others.
	 */
	long standsDown(long now) {
		return Math.max(0, this.standsDownUntil - now);
	}

	/**
	 * Whether the lock is being taken back that was left to others.
	 */
	boolean isTakenBack() {
		return this.standsDownUntil != NEVER;
	}

	boolean hasJustReturned(long now, long pause) {
		return this.since != NEVER && now - this.returnedAt <= pause;
	}

}
