package io.octostore.embedded.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Cases 80 to 90: sessions.
 */
class SessionConformanceTests extends ConformanceCases {

	private static final String SHORTEST = "{\"ttl_seconds\":10}";

	private String longLockThrough(String session) {
		return "{\"ttl_seconds\":300,\"ephemeral\":true,\"session_id\":\"" + session + "\"}";
	}

	@Test
	@DisplayName("80. a session lasts 60 s unless told otherwise")
	void createsASession() {
		WireAnswer answer = createSession(A, "{}");
		assertThat(answer.status()).isEqualTo(201);
		assertThat(UUID.fromString(answer.text("session_id"))).isNotNull();
		assertThat(answer.instant("expires_at")).isCloseTo(this.server.now().plusSeconds(60),
				within(Duration.ofSeconds(2)));
		assertThat(answer.number("keepalive_interval_secs")).isEqualTo(30);
	}

	@Test
	@DisplayName("81. the TTL of a session is clamped to 10 to 300")
	void clampsTheTtl() {
		assertThat(createSession(A, "{\"ttl_seconds\":1}").number("keepalive_interval_secs")).isEqualTo(5);
		assertThat(createSession(A, "{\"ttl_seconds\":9999}").number("keepalive_interval_secs")).isEqualTo(150);
		assertThat(createSession(A, "{\"ttl_seconds\":15}").number("keepalive_interval_secs")).isEqualTo(7);
	}

	@Test
	@DisplayName("82. creating a session needs a body")
	void needsABody() {
		assertError(this.http.post("/sessions").as(A).send(), 415, "invalid_input");
	}

	@Test
	@DisplayName("83. keepalive needs no body and prolongs the session")
	void keepsAlive() {
		WireAnswer created = createSession(A, "{}");
		WireAnswer kept = keepAlive(A, created.text("session_id"));
		assertThat(kept.status()).isEqualTo(200);
		assertThat(kept.text("session_id")).isEqualTo(created.text("session_id"));
		assertThat(kept.instant("expires_at")).isAfterOrEqualTo(created.instant("expires_at"));
	}

	@Test
	@DisplayName("84. another user's session is 404 and is not harmed")
	void protectsForeignSessions() {
		String session = session(B);
		assertError(keepAlive(A, session), 404, "not_found");
		assertError(sessionStatus(A, session), 404, "not_found");
		assertError(terminate(A, session), 404, "not_found");
		assertThat(keepAlive(B, session).status()).isEqualTo(200);
	}

	@Test
	@DisplayName("85. a session counts its locks of both kinds")
	void countsLocks() {
		String session = session(A);
		acquire(A, this.name + "1", through(session, true));
		acquire(A, this.name + "2", through(session, false));
		WireAnswer answer = sessionStatus(A, session);
		assertThat(answer.number("lock_count")).isEqualTo(2);
		assertThat(answer.json().get("active").asBoolean()).isTrue();
		assertThat(UUID.fromString(answer.text("user_id"))).isNotNull();
	}

	@Test
	@DisplayName("86. the end of a session frees its ephemeral locks at once and no others")
	void freesEphemeralLocks() {
		String session = session(A);
		acquire(A, this.name + "e", through(session, true));
		String lease = acquire(A, through(session, false)).text("lease_id");
		WireAnswer end = terminate(A, session);
		assertThat(end.status()).isEqualTo(204);
		assertThat(end.body()).isEmpty();
		assertLock(this.http.get("/locks/" + this.name + "e").as(A).send(), "free");
		assertLock(status(A), "held");
		assertThat(renew(A, lease).status()).isEqualTo(200);
	}

	@Test
	@DisplayName("87. a session that was ended is unknown")
	void forgetsSessions() {
		String session = session(A);
		terminate(A, session);
		assertError(sessionStatus(A, session), 404, "not_found");
		assertError(keepAlive(A, session), 404, "not_found");
		assertError(terminate(A, session), 404, "not_found");
		assertError(acquire(A, through(session, true)), 404, "not_found");
	}

	@Test
	@DisplayName("88. without keepalive an ephemeral lock is freed 9 s to 16 s after the session began")
	void freesTheLocksOfADeadSession() {
		Instant created = this.server.now();
		String session = createSession(A, SHORTEST).text("session_id");
		acquire(A, longLockThrough(session));
		String status = "held";
		while (status.equals("held") && this.server.now().isBefore(created.plusSeconds(20))) {
			pass(500);
			status = acquire(B).text("status");
		}
		assertThat(status).isEqualTo("acquired");
		assertThat(Duration.between(created, this.server.now())).isBetween(Duration.ofSeconds(9),
				Duration.ofSeconds(16));
	}

	@Test
	@DisplayName("89. after its end a session is 410, or 404 once swept")
	void knowsWhenASessionIsOver() {
		String session = createSession(A, SHORTEST).text("session_id");
		String lease = acquire(A, longLockThrough(session)).text("lease_id");
		pass(10_200);
		for (WireAnswer answer : new WireAnswer[] { keepAlive(A, session), renew(A, lease) }) {
			assertThat(answer.status()).isIn(404, 410);
			assertThat(answer.code()).isIn("session_expired", "not_found", "lease_not_current");
		}
	}

	@Test
	@DisplayName("90. keepalive does not extend locks")
	void keepsSessionsAliveOnly() {
		String session = createSession(A, SHORTEST).text("session_id");
		acquire(A, "{\"ttl_seconds\":5,\"ephemeral\":true,\"session_id\":\"" + session + "\"}");
		pass(4000);
		assertThat(keepAlive(A, session).status()).isEqualTo(200);
		pass(2000);
		assertLock(acquire(B), "acquired");
	}

}
