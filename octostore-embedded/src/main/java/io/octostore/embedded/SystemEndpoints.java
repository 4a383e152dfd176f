package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What the server tells about itself.
 */
final class SystemEndpoints {

	private final ServerState state;

	private final Instant startedAt;

	SystemEndpoints(ServerState state) {
		this.state = state;
		this.startedAt = state.now();
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.HEALTH, this::health);
		endpoints.put(Operation.SERVER_STATUS, this::status);
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

}
