package io.octostore.lease;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreNetworkException;

/**
 * All sessions of an engine: one for each session TTL that leases share, and one for each
 * lease that has asked for a session of its own. Serial context only, except
 * {@link #status()}.
 */
final class Sessions {

	private final Engine engine;

	private final SessionEndings endings;

	private final Map<Optional<Duration>, SharedSession> shared = new LinkedHashMap<>();

	/** The values of {@link #shared}, to be read by any thread. */
	private volatile List<SharedSession> kinds = List.of();

	private final Set<ServerSession> open = new LinkedHashSet<>();

	private boolean closed;

	Sessions(Engine engine) {
		this.engine = engine;
		this.endings = new SessionEndings(engine);
	}

	/**
	 * The status that deserves most attention among the shared sessions.
	 */
	SessionStatus status() {
		return SessionStatus.mostUrgent(this.kinds.stream().map(SharedSession::status).toList());
	}

	/**
	 * Find or create a session for a lease.
	 * @param until when the time of the caller is over
	 */
	void take(LeaseTerms terms, long until, SessionTakers.Taker taker) {
		if (this.closed) {
			taker.failed(OctoStoreNetworkException.notSent("The locks are closed", null), true);
		}
		else if (terms.dedicated()) {
			ServerSession own = begin(terms.session(), true);
			own.create(until);
			own.take(taker, () -> taker.failed(endedTooSoon(), false));
		}
		else {
			kind(terms.session()).take(until, taker);
		}
	}

	static OctoStoreNetworkException endedTooSoon() {
		return OctoStoreNetworkException.notSent("The session ended before it could be used", null);
	}

	private SharedSession kind(@Nullable Duration ttl) {
		SharedSession existing = this.shared.get(Optional.ofNullable(ttl));
		if (existing != null) {
			return existing;
		}
		SharedSession created = new SharedSession(ttl, this);
		this.shared.put(Optional.ofNullable(ttl), created);
		this.kinds = List.copyOf(this.shared.values());
		return created;
	}

	ServerSession begin(@Nullable Duration ttl, boolean dedicated) {
		ServerSession session = new ServerSession(this.engine, ttl, dedicated, this.endings, this::changed);
		this.open.add(session);
		return session;
	}

	private void changed(ServerSession session) {
		if (session.phase() == ServerSession.Phase.ENDED) {
			this.open.remove(session);
		}
		this.kinds.forEach((kind) -> kind.changed(session));
	}

	/**
	 * Sessions that exist on the server as far as is known.
	 */
	List<ServerSession> open() {
		return List.copyOf(this.open);
	}

	void tick(long now) {
		open().forEach((session) -> session.tick(now));
		this.endings.tick(now);
	}

	void endIfIdle(long now) {
		this.kinds.forEach((kind) -> kind.endIfIdle(now));
	}

	/**
	 * Whether time need not pass for any of them.
	 */
	boolean isEmpty() {
		return this.open.isEmpty() && this.endings.isEmpty();
	}

	/**
	 * End all sessions under which no lease is lent, and take no more care of the others.
	 * @param done run when the server has answered or two attempts have failed
	 */
	void shutdown(Runnable done) {
		this.closed = true;
		open().forEach(ServerSession::abandon);
		this.endings.whenNoneIsUnderWay(done);
	}

}
