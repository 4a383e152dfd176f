package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What the server tells about itself, and the care of bearer tokens.
 */
final class SystemEndpoints {

	private final ServerState state;

	private final Authenticator authenticator;

	private final Instant startedAt;

	SystemEndpoints(ServerState state, Authenticator authenticator) {
		this.state = state;
		this.authenticator = authenticator;
		this.startedAt = state.now();
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.HEALTH, this::health);
		endpoints.put(Operation.SERVER_STATUS, this::status);
		endpoints.put(Operation.ROTATE_TOKEN, this::rotate);
	}

	private Answer health(ApiRequest request, Instant now) {
		return Answer.json(Json.object().put("db_size_bytes", 0).put("status", "ok").put("storage", "wal"));
	}

	private Answer status(ApiRequest request, Instant now) {
		long active = this.state.locks().all().stream().filter((lease) -> !lease.isOverFor(now)).count();
		return Answer.json(Json.object()
			.put("status", "ok")
			.put("uptime_seconds", Duration.between(this.startedAt, now).toSeconds())
			.put("active_locks", active)
			.put("total_users", this.state.users().size())
			.put("total_acquires", this.state.counters().acquires())
			.put("total_releases", this.state.counters().releases()));
	}

	private Answer rotate(ApiRequest request, Instant now) {
		UserDirectory.User user = this.state.users().rotate(this.authenticator.bearer(request).token());
		return Answer
			.json(Json.object()
				.put("token", user.token())
				.put("user_id", user.id())
				.put("github_username", user.name())
				.put("namespace", user.namespace()))
			.header("cache-control", "no-store")
			.header("pragma", "no-cache");
	}

}
