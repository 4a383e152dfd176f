package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * What the server tells about itself without credentials.
 */
final class SystemEndpoints {

	private static final String PAGE = """
			<!doctype html>
			<html lang="en"><head><meta charset="utf-8"><title>OctoStore, embedded</title></head>
			<body><p>An OctoStore server in memory. Its API is the one of release %s.</p></body></html>
			""";

	private static final String OPENAPI = """
			openapi: 3.0.3
			info:
			  title: OctoStore API
			  description: Stub of an embedded server, which speaks the protocol of this version.
			  version: %s
			paths: {}
			""";

	private final ServerState state;

	private final ServerGeneration generation;

	SystemEndpoints(ServerState state, ServerGeneration generation) {
		this.state = state;
		this.generation = generation;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.HEALTH, this::health);
		endpoints.put(Operation.SERVER_STATUS, this::status);
		endpoints.put(Operation.OPENAPI, (request, now) -> document("application/yaml", OPENAPI));
		endpoints.put(Operation.DOCS, (request, now) -> page());
		endpoints.put(Operation.HOME, (request, now) -> page());
	}

	private Answer health(ApiRequest request, Instant now) {
		if (!this.generation.hasJsonHealth()) {
			return Answer.of(200, "text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.UTF_8));
		}
		return Answer.json(Json.object().put("db_size_bytes", 0).put("status", "ok").put("storage", "wal"));
	}

	private Answer status(ApiRequest request, Instant now) {
		return Answer.json(Json.object()
			.put("status", "ok")
			.put("uptime_seconds", this.state.uptime().toSeconds())
			.put("active_locks", this.state.activeLocks())
			.put("total_users", this.state.users().size())
			.put("total_acquires", this.state.counters().acquires())
			.put("total_releases", this.state.counters().releases()));
	}

	/**
	 * The page that also answers unknown paths of older generations.
	 */
	Answer page() {
		return document("text/html; charset=utf-8", PAGE);
	}

	private Answer document(String contentType, String template) {
		return Answer.of(200, contentType,
				template.formatted(this.generation.version()).getBytes(StandardCharsets.UTF_8));
	}

}
