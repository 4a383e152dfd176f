package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The session that all leases with one session TTL share: created by the first of them,
 * replaced after it was lost or retired. Serial context only, except {@link #status()}.
 */
final class SharedSession {

	private final @Nullable Duration ttl;

	private final Sessions sessions;

	private @Nullable ServerSession current;

	private volatile SessionStatus status;

	SharedSession(@Nullable Duration ttl, Sessions sessions) {
		this.ttl = ttl;
		this.sessions = sessions;
		this.status = (ttl != null) ? SessionStatus.NONE : SessionStatus.UNUSED;
	}

	SessionStatus status() {
		return this.status;
	}

	/**
	 * Find or create a session that can take a lease.
	 * @param until when the time of the caller is over
	 */
	void take(long until, SessionTakers.Taker taker) {
		ServerSession session = this.current;
		if (session == null) {
			session = this.sessions.begin(this.ttl, false);
			this.current = session;
			changed(session);
			if (this.ttl != null) {
				session.create(until);
			}
		}
		session.take(taker, () -> take(until, taker));
	}

	/**
	 * Something about a session has changed.
	 */
	void changed(ServerSession session) {
		if (session != this.current) {
			return;
		}
		this.status = switch (session.phase()) {
			case CREATING -> SessionStatus.CREATING;
			case ALIVE -> session.isAtRisk() ? SessionStatus.AT_RISK : SessionStatus.ALIVE;
			case DEAD -> SessionStatus.LOST;
			case RETIRED, ENDED -> SessionStatus.NONE;
		};
		if (this.ttl == null) {
			this.status = SessionStatus.UNUSED;
		}
		else if (session.phase() != ServerSession.Phase.CREATING && session.phase() != ServerSession.Phase.ALIVE) {
			this.current = null;
		}
	}

	void endIfIdle(long now) {
		ServerSession idle = this.current;
		if (idle != null && idle.isIdle(now)) {
			idle.retire();
		}
	}

}
