package io.octostore.lending;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * What a queue has seen of other instances that want its lock, and how patient that makes
 * it. Immutable.
 *
 * @param failures attempts in a row that failed
 * @param lostRaces hints in a row that other instances were quicker to follow
 * @param localWins grants in a row
 * @param foreignSeenAt when another instance was last seen to have the lock
 * @param lastHolder the holder at that time, if known
 */
record Patience(int failures, int lostRaces, int localWins, long foreignSeenAt, @Nullable String lastHolder) {

	static final Patience NONE = new Patience(0, 0, 0, Long.MIN_VALUE / 2, null);

	Patience failed() {
		return new Patience(this.failures + 1, this.lostRaces, this.localWins, this.foreignSeenAt, this.lastHolder);
	}

	/**
	 * Another instance has the lock.
	 */
	Patience lost(@Nullable String holder, boolean hinted, long now) {
		// Lost to another waiter: there are many. A holder that takes the lock again at
		// once is no reason to be slower the next time
		boolean raced = hinted && (holder == null || !holder.equals(this.lastHolder));
		return new Patience(0, this.lostRaces + (raced ? 1 : 0), 0, now, holder);
	}

	/**
	 * Another instance was seen to take the lock before this one has asked.
	 */
	Patience overtaken() {
		return new Patience(this.failures, this.lostRaces + 1, this.localWins, this.foreignSeenAt, this.lastHolder);
	}

	Patience won() {
		return new Patience(0, 0, this.localWins + 1, this.foreignSeenAt, this.lastHolder);
	}

	Patience released() {
		boolean many = this.localWins >= WaitTimings.MAX_LOCAL_WINS;
		return many ? new Patience(this.failures, this.lostRaces, 0, this.foreignSeenAt, this.lastHolder) : this;
	}

	long afterHint(RandomGenerator random) {
		return WaitTimings.wakeUp(this.lostRaces, random);
	}

	long afterRelease(long now, RandomGenerator random) {
		boolean contested = now - this.foreignSeenAt < WaitTimings.FOREIGN_MEMORY;
		return WaitTimings.handOver(this.localWins, contested, random);
	}

}
