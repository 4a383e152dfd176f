package io.octostore.embedded;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The sessions and the rules for them. Guarded by the lock of {@link ServerState}.
 */
final class SessionTable {

	private static final int DEFAULT_TTL_SECONDS = 60;

	private static final int MIN_TTL_SECONDS = 10;

	private static final int MAX_TTL_SECONDS = 300;

	private final Map<UUID, Session> sessions = new HashMap<>();

	private final LockTable locks;

	private final ServerGeneration generation;

	SessionTable(LockTable locks, ServerGeneration generation) {
		this.generation = generation;
		this.locks = locks;
	}

	Session create(Principal principal, @Nullable Long ttlSeconds, Instant now) {
		long ttl = (ttlSeconds != null) ? ttlSeconds : DEFAULT_TTL_SECONDS;
		int clamped = (int) Math.max(MIN_TTL_SECONDS, Math.min(MAX_TTL_SECONDS, ttl));
		Session session = new Session(principal.id(), clamped, now);
		this.sessions.put(session.id(), session);
		return session;
	}

	/**
	 * The sessions that are alive.
	 */
	List<Session> aliveAt(Instant now) {
		return this.sessions.values().stream().filter((session) -> !session.isOverAt(now)).toList();
	}

	@Nullable Session find(UUID id) {
		return this.sessions.get(id);
	}

	/**
	 * A session of the caller, alive or past its end.
	 */
	Session own(Principal principal, UUID id) {
		Session session = this.sessions.get(id);
		if (session == null || !session.userId().equals(principal.id())) {
			throw new RefusedException(Refusal.SESSION_NOT_FOUND, "Session not found");
		}
		return session;
	}

	/**
	 * A session of the caller that is alive.
	 */
	Session live(Principal principal, UUID id, Instant now) {
		Session session = own(principal, id);
		if (session.isOverAt(now)) {
			throw expired();
		}
		return session;
	}

	private static RefusedException expired() {
		return new RefusedException(Refusal.SESSION_EXPIRED, "Session expired");
	}

	/**
	 * A session that the caller may look at.
	 */
	Session readable(Principal principal, UUID id) {
		Session session = this.sessions.get(id);
		return (session != null && !this.generation.hasSessionHolders()) ? session : own(principal, id);
	}

	Session keepAlive(Principal principal, UUID id, Instant now) {
		Session session = own(principal, id);
		if (session.isOverAt(now) && !this.generation.hasSessionHolders()) {
			this.sessions.remove(id);
		}
		if (session.isOverAt(now)) {
			throw expired();
		}
		session.expireAt(now.plusSeconds(session.ttlSeconds()));
		return session;
	}

	void terminate(Principal principal, UUID id, Instant now) {
		Session session = this.sessions.get(id);
		if (session != null && !this.generation.hasSessionHolders()) {
			freeLocks(session, now);
		}
		end(own(principal, id), now);
	}

	/**
	 * Forgets the sessions that ended while the server was down.
	 */
	void restart(Instant now) {
		if (this.generation.hasSessionHolders()) {
			sweep(now);
		}
		else {
			this.sessions.values().removeIf((session) -> session.isOverAt(now));
		}
	}

	/**
	 * Lets the TTL of a user's sessions run out.
	 */
	void expire(UUID userId, Instant now) {
		this.sessions.values()
			.stream()
			.filter((session) -> session.userId().equals(userId))
			.forEach((session) -> session.expireAt(now.minusNanos(1)));
	}

	/**
	 * Ends the sessions that are past their end.
	 */
	void sweep(Instant now) {
		List<Session> over = this.sessions.values().stream().filter((session) -> session.isOverAt(now)).toList();
		over.forEach((session) -> end(session, now));
	}

	private void end(Session session, Instant now) {
		this.sessions.remove(session.id());
		freeLocks(session, now);
	}

	private void freeLocks(Session session, Instant now) {
		for (Lease lease : List.copyOf(this.locks.boundTo(session.id()))) {
			if (lease.ephemeral() || !this.generation.hasSessionHolders()) {
				this.locks.end(lease, LockEvents.Type.RELEASED, now);
			}
		}
	}

}
