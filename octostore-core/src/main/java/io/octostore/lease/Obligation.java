package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.LeaseId;
import io.octostore.internal.Safeguard;

/**
 * What may have been left behind on the server under one name: an acquire whose answer
 * was lost, or a lease whose release was not confirmed. It ends when an answer proves
 * that nothing is left, with the session, or, where the TTL of a lock frees it, when all
 * that was left has ended by itself. Serial context only.
 */
final class Obligation {

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

	void settled() {
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
	@Nullable ServerSession expire(long now) {
		if (now < this.until || !this.endsByItself) {
			return null;
		}
		ServerSession last = this.unknownAcquire ? this.session : null;
		settled();
		return last;
	}

	void attempted(long now) {
		this.attempts++;
		this.nextAt = now + LeaseTimings.settleAfter(this.attempts);
	}

	boolean isOpen() {
		return this.unknownAcquire || this.unreleased != null;
	}

	boolean isDue(long now) {
		return isOpen() && (now >= this.nextAt || (now >= this.until && this.endsByItself));
	}

	@Nullable ServerSession session() {
		return this.session;
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
