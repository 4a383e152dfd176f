package io.octostore.client;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;

/**
 * Decodes the answers of the session, token and health endpoints.
 */
final class OtherAnswers {

	private OtherAnswers() {
	}

	static Session session(Duration requestedTtl, JsonObject body) {
		Duration interval = Duration.ofSeconds(body.count("keepalive_interval_secs"));
		// The interval is half the TTL, rounded down: the only trace of a TTL that the
		// server has changed.
		Duration effectiveTtl = (requestedTtl.toSeconds() / 2 == interval.toSeconds()) ? requestedTtl
				: interval.multipliedBy(2);
		return new Session(body.uuid("session_id"), effectiveTtl, interval, body.instant("expires_at"));
	}

	static SessionKeepalive keepalive(UUID id, JsonObject body) {
		requireSession(id, body);
		return new SessionKeepalive(body.instant("expires_at"));
	}

	static SessionInfo sessionInfo(UUID id, JsonObject body) {
		requireSession(id, body);
		return new SessionInfo(id, body.uuid("user_id"), body.instant("expires_at"),
				Math.toIntExact(Math.min(body.count("lock_count"), Integer.MAX_VALUE)), body.bool("active"));
	}

	@Safeguard("an-answer-is-about-its-session")
	private static void requireSession(UUID id, JsonObject body) {
		if (!body.uuid("session_id").equals(id)) {
			throw new IdentityMismatchException("session");
		}
	}

	static TokenInfo token(JsonObject body) {
		return new TokenInfo(body.string("token"), body.uuid("user_id"),
				Optional.ofNullable(body.optionalString("github_username")),
				Optional.ofNullable(body.optionalString("namespace")));
	}

	static TokenInfo registration(String username, @Nullable String namespace, JsonObject body) {
		Optional<String> scope = Optional.ofNullable(body.optionalString("namespace"));
		if (!body.string("username").equals(username)) {
			throw new IdentityMismatchException("user");
		}
		if (!scope.equals(Optional.ofNullable(namespace))) {
			throw new IdentityMismatchException("namespace");
		}
		return new TokenInfo(body.string("token"), body.uuid("user_id"), Optional.of(username), scope);
	}

	static ServerStatus status(JsonObject body) {
		return new ServerStatus(body.string("status"), Duration.ofSeconds(body.count("uptime_seconds")),
				body.count("active_locks"), body.count("total_users"), body.count("total_acquires"),
				body.count("total_releases"));
	}

	static Health health(JsonObject body) {
		return new Health(body.string("status").toLowerCase(Locale.ROOT),
				Optional.ofNullable(body.optionalString("storage")),
				Optional.ofNullable(body.optionalInteger("db_size_bytes")));
	}

	static Health health(String text) {
		return new Health(text.trim().toLowerCase(Locale.ROOT), Optional.empty(), Optional.empty());
	}

}
