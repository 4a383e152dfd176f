package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.authority.LeaseId;
import io.octostore.internal.Safeguard;

/**
 * What may have been left behind on the server under one name: an acquire whose answer
 * was lost, or a lease whose release was not confirmed. It ends when an answer proves
 * that nothing is left, with the session, or, where the TTL of a lock frees it, when all
 * that was left has ended by itself. Serial context only.
 */
final class Obligation {

	private static final Logger logger = LoggerFactory.getLogger(NameClaim.class);

	private final boolean endsByItself;

	private @Nullable ServerSession session;

	private Duration ttl = Duration.ZERO;

	private boolean unknownAcquire;

	private @Nullable LeaseId unreleased;

	private long until;

	private long nextAt;

	private int attempts;

	/**
	 * Create an obligation, of nothing yet.
	 * @param endsByItself whether the TTL of a lock frees it while its session lives
	 */
	Obligation(boolean endsByItself) {
		this.endsByItself = endsByItself;
	}

	/**
	 * An acquire was not answered.
	 * @param lastEffect when the client gave the exchange up
	 */
	@Safeguard("remember-unanswered-acquires")
	void acquireUnknown(ServerSession session, Duration ttl, long lastEffect, long now) {
		open(session, ttl, lastEffect + LeaseTimings.LATE_EFFECT.toNanos(), now);
		this.unknownAcquire = true;
	}

	@Safeguard("remember-unanswered-releases")
	void releaseUnknown(ServerSession session, LeaseId lease, Duration ttl, long now) {
		if (lease.equals(this.unreleased)) {
			// Another attempt cannot make the lease live longer
			return;
		}
		open(session, ttl, now, now);
		this.unreleased = lease;
	}

	private void open(ServerSession session, Duration ttl, long lastEffect, long now) {
		if (!isOpen()) {
			this.attempts = 0;
			this.nextAt = now + LeaseTimings.settleAfter(0);
		}
		this.session = session;
		this.ttl = ttl;
		this.until = Math.max(this.until, lastEffect + ttl.toNanos() + LeaseTimings.OBLIGATION_MARGIN.toNanos());
	}

	/**
	 * An acquire under a session was answered. That says nothing about other sessions.
	 */
	void acquireSettled(ServerSession answered) {
		if (answered.equals(this.session)) {
			this.unknownAcquire = false;
			close();
		}
	}

	void releaseSettled() {
		this.unreleased = null;
		close();
	}

	private void settled() {
		this.unknownAcquire = false;
		this.unreleased = null;
		close();
	}

	private void close() {
		if (!isOpen()) {
			this.session = null;
			this.until = 0;
		}
	}

	/**
	 * Close what has ended by itself.
	 * @return the session under which something remained unknown until its end
	 */
	@Safeguard("forget-obligations-in-time")
	private @Nullable ServerSession expire(long now) {
		if (now < this.until || !this.endsByItself) {
			return null;
		}
		ServerSession last = this.unknownAcquire ? this.session : null;
		settled();
		return last;
	}

	/**
	 * Begin an attempt to settle what is left, and forget what has ended meanwhile.
	 * @param lock the lock, for people
	 * @return the session to ask, {@code null} if nothing is left
	 */
	@Nullable ServerSession attempt(long now, String lock) {
		ServerSession expired = expire(now);
		if (expired != null) {
			logger.warn("{}: the effect of an unanswered request could not be determined in time; "
					+ "its session takes no more locks", lock);
			expired.retire();
		}
		ServerSession left = this.session;
		if (left == null || !left.isKept()) {
			// Deleting the session, or its end, frees what was left
			settled();
			return null;
		}
		this.attempts++;
		this.nextAt = now + LeaseTimings.settleAfter(this.attempts);
		return left;
	}

	boolean isOpen() {
		return this.unknownAcquire || this.unreleased != null;
	}

	boolean isDue(long now) {
		return isOpen() && (now >= this.nextAt || (now >= this.until && this.endsByItself));
	}

	@Nullable LeaseId unreleased() {
		return this.unreleased;
	}

	Duration ttl() {
		return this.ttl;
	}

	int attempts() {
		return this.attempts;
	}

}
