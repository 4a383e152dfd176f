package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;

/**
 * What is under way for one lock on the server. At most one exchange is, and at most one
 * lease is lent; see the table in {@code docs/internals/concurrency.md}.
 */
sealed interface ClaimState {

	/**
	 * Whether the next state may follow.
	 */
	boolean leadsTo(ClaimState next);

	/**
	 * The request that is served, if there is one.
	 */
	default @Nullable ClaimRequest served() {
		return null;
	}

	/**
	 * Nothing is under way and nothing is lent; something may have to be settled.
	 */
	record Idle() implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Choosing || next instanceof Acquiring || next instanceof GivingBack;
		}

	}

	/**
	 * A session is being found or created.
	 *
	 * @param served the request that needs it
	 */
	record Choosing(ClaimRequest served) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Acquiring || next instanceof Idle;
		}

	}

	/**
	 * An acquire is under way.
	 *
	 * @param session the session that becomes the holder
	 * @param ttl TTL that was asked for
	 * @param served the request that it is for, or {@code null} if it only asks what was
	 * left behind
	 * @param sentAt when it was sent
	 * @param timeout when the client gives it up, counted from the send
	 */
	record Acquiring(ServerSession session, Duration ttl, @Nullable ClaimRequest served, long sentAt,
			Duration timeout) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Lent || next instanceof GivingBack || next instanceof Idle
					|| next instanceof Acquiring || next instanceof Securing;
		}

		/**
		 * Whether the session is alive although time has passed since the acquire was
		 * sent.
		 */
		@Safeguard("a-grant-needs-its-session")
		boolean hasLiveSession() {
			return this.session.phase() == ServerSession.Phase.ALIVE;
		}

		/**
		 * Whether something has to be done so that the lock stays taken even if this
		 * process ends now.
		 */
		@Safeguard("secure-holds")
		boolean needsSecuring(LeaseTerms terms, long now) {
			return terms.marker() != null || !this.session.outlasts(terms.hold().toNanos(), now);
		}

		/**
		 * Whether enough of a grant is left to hand it out.
		 */
		boolean isLongEnough(long now) {
			long deadline = Math.min(LeaseTimings.deadline(this.sentAt, this.ttl), this.session.deadline());
			return deadline - now >= LeaseTimings.minimumAtHandOut(this.ttl, this.session.shorter(this.ttl));
		}

	}

	/**
	 * A lease was granted, and is lent when it is certain that the lock stays taken for
	 * the time of its hold, also if this process ends.
	 *
	 * @param served the request that it is for
	 */
	record Securing(ClaimRequest served) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Lent || next instanceof GivingBack;
		}

	}

	/**
	 * A lease that is not lent is being released.
	 *
	 * @param served the request that waits for it
	 */
	record GivingBack(@Nullable ClaimRequest served) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Idle;
		}

	}

	/**
	 * A borrower has the lease.
	 *
	 * @param lease the lease
	 */
	record Lent(Lease lease) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Returning || next instanceof HeldBack;
		}

	}

	/**
	 * The borrower has given the lease back, and the lock stays taken until the time of
	 * its hold is over.
	 *
	 * @param lease the lease
	 * @param shortening gives the lease that time as its TTL
	 * @param over run when the lock may be asked for again
	 */
	record HeldBack(Lease lease, Shortening shortening, Runnable over) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Returning || next instanceof Idle;
		}

	}

	/**
	 * The borrower has given the lease back, and its release is under way.
	 *
	 * @param lease the lease
	 */
	record Returning(Lease lease) implements ClaimState {

		@Override
		public boolean leadsTo(ClaimState next) {
			return next instanceof Idle;
		}

	}

}
