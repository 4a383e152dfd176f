package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A dedicated session without a lease, kept for the next attempt of a caller that waits.
 * Serial context only.
 */
final class SpareSession {

	/** Longer than callers pause between attempts. */
	private static final long TIME = Duration.ofSeconds(20).toNanos();

	private @Nullable ServerSession session;

	private long until;

	void keep(ServerSession unused, long now) {
		this.session = unused;
		this.until = now + TIME;
	}

	/**
	 * Its lease has come.
	 */
	void used() {
		this.session = null;
	}

	/**
	 * The session, if it can take a lease.
	 */
	@Nullable ServerSession usable() {
		ServerSession spare = this.session;
		return (spare != null && spare.phase() == ServerSession.Phase.ALIVE) ? spare : null;
	}

	boolean exists() {
		return this.session != null;
	}

	/**
	 * End the session if no attempt came for it.
	 * @return whether there is none any more
	 */
	boolean endIfUnused(long now) {
		ServerSession unused = this.session;
		if (unused == null || now < this.until) {
			return false;
		}
		this.session = null;
		unused.retire();
		return true;
	}

}
