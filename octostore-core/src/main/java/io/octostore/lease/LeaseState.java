package io.octostore.lease;

import org.jspecify.annotations.Nullable;

import io.octostore.LossCertainty;
import io.octostore.internal.Safeguard;

/**
 * State of one lease. Immutable; the methods are the transitions: pure functions of
 * state, signal and time, that return {@code this} when nothing changes.
 *
 * @param phase the phase
 * @param lockDeadline when authority from the lock's own TTL ends
 * @param sessionDeadline when authority from the session's TTL ends
 * @param loss how it was lost, in the phases of loss only
 */
record LeaseState(Phase phase, long lockDeadline, long sessionDeadline, @Nullable Loss loss) {

	static LeaseState held(long lockDeadline, long sessionDeadline) {
		return new LeaseState(Phase.HELD, lockDeadline, sessionDeadline, null);
	}

	long deadline() {
		return Math.min(this.lockDeadline, this.sessionDeadline);
	}

	boolean isLive() {
		return this.phase == Phase.HELD || this.phase == Phase.AT_RISK;
	}

	boolean hasAuthority(long now) {
		return isLive() && now < deadline();
	}

	/**
	 * The lock was renewed by a request that gives authority until {@code deadline}; the
	 * session may be at risk all the same.
	 */
	LeaseState lockConfirmed(long deadline, long now, boolean sessionAtRisk, Loss ifTooLate) {
		if (!isLive()) {
			return this;
		}
		if (isTooLate(now)) {
			return lost(ifTooLate);
		}
		return new LeaseState(sessionAtRisk ? Phase.AT_RISK : Phase.HELD,
				LeaseTimings.later(this.lockDeadline, deadline), this.sessionDeadline, null);
	}

	/**
	 * The session was kept alive by a request that gives authority until
	 * {@code deadline}; the lock may be at risk all the same.
	 */
	LeaseState sessionConfirmed(long deadline, long now, boolean lockAtRisk, Loss ifTooLate) {
		if (!isLive()) {
			return this;
		}
		if (isTooLate(now)) {
			return lost(ifTooLate);
		}
		return new LeaseState(lockAtRisk ? Phase.AT_RISK : Phase.HELD, this.lockDeadline,
				LeaseTimings.later(this.sessionDeadline, deadline), null);
	}

	@Safeguard("nothing-revives-a-lease")
	private boolean isTooLate(long now) {
		return now >= deadline();
	}

	LeaseState attemptFailed() {
		return (this.phase == Phase.HELD) ? new LeaseState(Phase.AT_RISK, this.lockDeadline, this.sessionDeadline, null)
				: this;
	}

	LeaseState deadlineChecked(long now, Loss ifPassed) {
		return (isLive() && now >= deadline()) ? lost(ifPassed) : this;
	}

	/**
	 * The lease ended without its borrower: proven by the server, or decided here.
	 */
	LeaseState ended(Loss how) {
		if (this.phase == Phase.RELEASING) {
			return with(Phase.RELEASED);
		}
		return isLive() ? lost(how) : this;
	}

	LeaseState releasing() {
		return isLive() ? with(Phase.RELEASING) : this;
	}

	LeaseState releaseConfirmed() {
		return (this.phase == Phase.RELEASING) ? with(Phase.RELEASED) : this;
	}

	LeaseState releaseUnconfirmed() {
		return (this.phase == Phase.RELEASING) ? with(Phase.RELEASE_UNCONFIRMED) : this;
	}

	private LeaseState lost(Loss how) {
		Phase lost = (how.certainty() == LossCertainty.CONFIRMED) ? Phase.LOST_CONFIRMED : Phase.LOST_UNCERTAIN;
		return new LeaseState(lost, this.lockDeadline, this.sessionDeadline, how);
	}

	private LeaseState with(Phase next) {
		return new LeaseState(next, this.lockDeadline, this.sessionDeadline, this.loss);
	}

	/**
	 * Phases of a lease, see {@code docs/internals/concurrency.md}.
	 */
	enum Phase {

		/** The last confirmation is fresh. */
		HELD,

		/** A confirmation failed; the deadline has not passed. */
		AT_RISK,

		/** Given back; the release is under way. */
		RELEASING,

		/** The server confirmed the release, or proved that there was nothing left. */
		RELEASED,

		/** Given back; the server's answer is still being sought. */
		RELEASE_UNCONFIRMED,

		/** The server proved that it is gone. */
		LOST_CONFIRMED,

		/** The deadline passed without confirmation. */
		LOST_UNCERTAIN

	}

}
