package io.octostore.client;

import java.time.Duration;
import java.util.UUID;

/**
 * Answers as a server sends them, and what tests ask for.
 */
final class Samples {

	static final String TOKEN = "tok-marker-4711";

	static final UUID LEASE = UUID.fromString("4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11");

	static final UUID SESSION = UUID.fromString("5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10");

	static final UUID USER = UUID.fromString("123e4567-e89b-42d3-a456-426614174000");

	static final String REQUEST_ID = "req_0f8c2a55d1b94e0f9a6b7c8d9e0f1a2b";

	static final Duration TTL = Duration.ofSeconds(60);

	static final String ACQUIRED = """
			{"status":"acquired","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11","fencing_token":318,
			 "expires_at":"2026-03-01T10:01:00.482913377Z","renew_after_ms":29999,"metadata":"build-7"}""";

	static final String ACQUIRED_BY_OLD_SERVER = """
			{"status":"acquired","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11","fencing_token":318,
			 "expires_at":"2026-03-01T10:01:00Z","metadata":null}""";

	static final String HELD = """
			{"status":"held","holder_id":"c5ae3c3c-dc7a-824d-8826-ca6f59643b98",
			 "expires_at":"2026-03-01T10:00:42.100200300Z","retry_after_ms":12873,"metadata":"theirs"}""";

	static final String DELAYED = """
			{"status":"delayed","available_at":"2026-03-01T10:00:35.500Z","lock_delay_seconds":15,"retry_after_ms":4210}""";

	static final String RENEWED = """
			{"lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11","expires_at":"2026-03-01T10:02:00.000001Z","renew_after_ms":29999}""";

	static final String SESSION_CREATED = """
			{"session_id":"5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10","expires_at":"2026-03-01T10:00:30.001250Z","keepalive_interval_secs":15}""";

	static final String KEPT_ALIVE = """
			{"session_id":"5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10","expires_at":"2026-03-01T10:00:45.001250Z"}""";

	static final String SESSION_INFO = """
			{"session_id":"5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10","user_id":"123e4567-e89b-42d3-a456-426614174000",
			 "expires_at":"2026-03-01T10:00:45.001250Z","lock_count":2,"active":true}""";

	static final String HEALTH = """
			{"db_size_bytes":40960,"status":"ok","storage":"wal"}""";

	static final String STATUS = """
			{"status":"ok","uptime_seconds":12,"active_locks":3,"total_users":2,"total_acquires":57,"total_releases":54}""";

	static final String ROTATED = """
			{"token":"q1Yb+/new-token=","user_id":"123e4567-e89b-42d3-a456-426614174000","github_username":"ops","namespace":null}""";

	static final String LEADER_TOKEN = "ERERERERQRGBERERERERESIiIiIiIkIigiIiIiIiIiI";

	static final String ELECTED = """
			{"status":"leader","election_id":"build-leader","leader":{"candidate_id":"node-1","metadata":"zone=a","term":41,
			 "expires_at":"2026-03-01T10:00:30.200Z"},"leader_token":"ERERERERQRGBERERERERESIiIiIiIkIigiIiIiIiIiI",
			 "renew_after_ms":15000}""";

	static final String FOLLOWER = """
			{"status":"follower","election_id":"build-leader","leader":{"candidate_id":"node-2","term":41,
			 "expires_at":"2026-03-01T10:00:30.200Z"},"retry_after_ms":18402}""";

	static final String LED = """
			{"election_id":"build-leader","status":"leader","leader":{"candidate_id":"node-1","term":41,\
			"expires_at":"2026-03-01T10:00:30.200Z"},"retry_after_ms":18402}""";

	private Samples() {
	}

	/**
	 * Return an error body of a server from v0.14.0 on.
	 * @param code the code
	 * @return the body
	 */
	static String error(String code) {
		return "{\"code\":\"" + code + "\",\"details\":\"some detail\",\"error\":\"Some label\",\"request_id\":\""
				+ REQUEST_ID + "\"}";
	}

	/**
	 * Return an error body of a server older than v0.14.0.
	 * @param label the label
	 * @return the body
	 */
	static String oldError(String label) {
		return "{\"details\":\"some detail\",\"error\":\"" + label + "\"}";
	}

}
