package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of one lock's leases: shared ones come from all sessions; a dedicated one
 * that got no lease is kept for the next attempt of a caller that waits. Serial context
 * only.
 */
final class ClaimSessions {

	/** Longer than callers pause between attempts. */
	private static final long SPARE_TIME = Duration.ofSeconds(20).toNanos();

	private final Sessions all;

	private final Engine engine;

	private @Nullable ServerSession spare;

	private long spareUntil;

	ClaimSessions(Sessions all, Engine engine) {
		this.all = all;
		this.engine = engine;
	}

	/**
	 * Find or create a session for a lease.
	 */
	void take(ClaimRequest wanted, SessionTakers.Taker taker) {
		ServerSession left = this.spare;
		if (wanted.terms().dedicated() && left != null && left.phase() == ServerSession.Phase.ALIVE) {
			left.take(taker, () -> taker.failed(Sessions.endedTooSoon(), false));
		}
		else {
			this.all.take(wanted.terms(), wanted.expiresAt(), taker);
		}
	}

	/**
	 * A session has no lease yet: keep it if it is a dedicated one.
	 */
	void keep(ServerSession session, @Nullable ClaimRequest served) {
		if (served != null && served.terms().dedicated()) {
			this.spare = session;
			this.spareUntil = this.engine.now() + SPARE_TIME;
		}
	}

	/**
	 * The lease has come.
	 */
	void used() {
		this.spare = null;
	}

	/**
	 * Whether a session is kept.
	 */
	boolean exist() {
		return this.spare != null;
	}

	/**
	 * End the session that is kept if no attempt came for it.
	 * @return whether there is none any more
	 */
	boolean endIfUnused(long now) {
		ServerSession unused = this.spare;
		if (unused == null || now < this.spareUntil) {
			return false;
		}
		this.spare = null;
		unused.retire();
		return true;
	}

}
