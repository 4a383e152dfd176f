package io.octostore.embedded;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The operations on sessions as HTTP knows them.
 */
final class SessionEndpoints {

	private static final BodyShape CREATE = BodyShape.of(BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED));

	private final SessionTable sessions;

	private final LockTable locks;

	private final Authenticator authenticator;

	SessionEndpoints(ServerState state, Authenticator authenticator) {
		this.sessions = state.sessions();
		this.locks = state.locks();
		this.authenticator = authenticator;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.CREATE_SESSION, this::create);
		endpoints.put(Operation.KEEP_ALIVE, this::keepAlive);
		endpoints.put(Operation.SESSION_STATUS, this::status);
		endpoints.put(Operation.TERMINATE_SESSION, this::terminate);
	}

	private Answer create(ApiRequest request, Instant now) {
		Body body = request.json(CREATE);
		Session session = this.sessions.create(this.authenticator.caller(request), body.number("ttl_seconds"), now);
		return Answer.json(201,
				Json.object()
					.put("session_id", session.id())
					.put("expires_at", session.expiresAt())
					.put("keepalive_interval_secs", session.ttlSeconds() / 2));
	}

	private Answer keepAlive(ApiRequest request, Instant now) {
		UUID id = request.pathUuid();
		Session session = this.sessions.keepAlive(this.authenticator.caller(request), id, now);
		return Answer.json(Json.object().put("session_id", session.id()).put("expires_at", session.expiresAt()));
	}

	private Answer status(ApiRequest request, Instant now) {
		UUID id = request.pathUuid();
		Session session = this.sessions.readable(this.authenticator.caller(request), id);
		return Answer.json(Json.object()
			.put("session_id", session.id())
			.put("user_id", session.userId())
			.put("expires_at", session.expiresAt())
			.put("lock_count", this.locks.boundTo(id).size())
			.put("active", !session.isOverAt(now)));
	}

	private Answer terminate(ApiRequest request, Instant now) {
		UUID id = request.pathUuid();
		this.sessions.terminate(this.authenticator.caller(request), id, now);
		return Answer.empty(204);
	}

}
