package io.octostore.embedded.conformance;

import java.io.UncheckedIOException;
import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Cases 1 to 23: credentials, bodies, paths and methods.
 */
class GeneralConformanceTests extends ConformanceCases {

	private static final String REQUEST_ID = "req_[0-9a-f]{32}";

	@Test
	@DisplayName("1. acquire without Authorization is 401 authentication_required")
	void needsACredential() {
		assertError(acquire(null), 401, "authentication_required");
	}

	@Test
	@DisplayName("2. acquire with an unknown token is 401 authentication_failed")
	void refusesAnUnknownToken() {
		assertError(acquire("nope"), 401, "authentication_failed");
	}

	@Test
	@DisplayName("3. a lower-case scheme counts as no credential")
	void comparesTheSchemeWithItsLetterCase() {
		WireAnswer answer = this.http.post("/locks/" + this.name + "/acquire")
			.header("Authorization", "bearer " + A)
			.json("{}")
			.send();
		assertError(answer, 401, "authentication_required");
	}

	@Test
	@DisplayName("4. another scheme counts as no credential")
	void knowsOnlyBearerTokens() {
		WireAnswer answer = this.http.get("/locks/" + this.name).header("Authorization", "Basic eDp5").send();
		assertError(answer, 401, "authentication_required");
	}

	@Test
	@DisplayName("5. a second space belongs to the token, which is then unknown")
	void doesNotTrimTheToken() {
		WireAnswer answer = this.http.get("/locks/" + this.name).header("Authorization", "Bearer  " + A).send();
		assertError(answer, 401, "authentication_failed");
	}

	@Test
	@DisplayName("6. every answer has a request id")
	void givesEveryAnswerARequestId() throws Exception {
		assertThat(acquire(A).header("X-Request-Id").orElseThrow()).matches(REQUEST_ID);
		WireAnswer session = createSession(A, "{}");
		assertThat(session.status()).isEqualTo(201);
		assertThat(session.header("X-Request-Id").orElseThrow()).matches(REQUEST_ID);
		WireAnswer end = terminate(A, session.text("session_id"));
		assertThat(end.status()).isEqualTo(204);
		assertThat(end.header("X-Request-Id").orElseThrow()).matches(REQUEST_ID);
		assertThat(status(null).header("X-Request-Id").orElseThrow()).matches(REQUEST_ID);
		try (EventReader watch = watch(A)) {
			assertThat(watch.response().headers().firstValue("X-Request-Id").orElseThrow()).matches(REQUEST_ID);
		}
	}

	@Test
	@DisplayName("7. the server makes the request id and ignores the client's")
	void makesTheRequestIdItself() {
		WireAnswer answer = this.http.get("/locks/" + this.name).as(A).header("X-Request-Id", "mine").send();
		assertThat(answer.header("X-Request-Id").orElseThrow()).isNotEqualTo("mine").matches(REQUEST_ID);
	}

	@Test
	@DisplayName("8. an error has error, code, details and request_id, the last equal to the header")
	void describesErrors() {
		WireAnswer answer = acquire("nope");
		assertThat(answer.text("error")).isNotEmpty();
		assertThat(answer.text("code")).isNotEmpty();
		assertThat(answer.json().get("details").isString()).isTrue();
		assertThat(answer.header("X-Request-Id")).contains(answer.text("request_id"));
	}

	@Test
	@DisplayName("9. the body is judged before the token")
	void judgesTheBodyBeforeTheToken() {
		assertError(acquire(null, "{"), 400, "invalid_input");
	}

	@Test
	@DisplayName("10. no content type is 415")
	void needsAContentType() {
		WireAnswer answer = this.http.post("/locks/" + this.name + "/acquire").as(A).body("{}").send();
		assertError(answer, 415, "invalid_input");
	}

	@Test
	@DisplayName("11. another content type is 415")
	void needsTheContentTypeOfJson() {
		WireAnswer answer = this.http.post("/locks/" + this.name + "/acquire")
			.as(A)
			.header("Content-Type", "text/plain")
			.body("{}")
			.send();
		assertError(answer, 415, "invalid_input");
	}

	@Test
	@DisplayName("12. a charset parameter is accepted")
	void acceptsACharset() {
		WireAnswer answer = this.http.post("/locks/" + this.name + "/acquire")
			.as(A)
			.header("Content-Type", "application/json; charset=utf-8")
			.body("{}")
			.send();
		assertLock(answer, "acquired");
	}

	@Test
	@DisplayName("13. an empty body is 400")
	void needsABody() {
		assertError(acquire(A, ""), 400, "invalid_input");
	}

	@Test
	@DisplayName("14. a TTL in quotes is 422")
	void refusesAStringForANumber() {
		assertError(acquire(A, "{\"ttl_seconds\":\"60\"}"), 422, "invalid_input");
	}

	@Test
	@DisplayName("15. a negative, fractional or too large TTL is 422")
	void refusesNumbersThatAreNoUnsignedIntegers() {
		assertError(acquire(A, "{\"ttl_seconds\":-1}"), 422, "invalid_input");
		assertError(acquire(A, "{\"ttl_seconds\":1.5}"), 422, "invalid_input");
		assertError(acquire(A, "{\"ttl_seconds\":4294967296}"), 422, "invalid_input");
	}

	@Test
	@DisplayName("16. a session id that is no UUID is 422")
	void refusesAMalformedSessionId() {
		assertError(acquire(A, "{\"session_id\":\"not-a-uuid\"}"), 422, "invalid_input");
	}

	@Test
	@DisplayName("17. unknown members are ignored")
	void ignoresUnknownMembers() {
		assertLock(acquire(A, "{\"ttl_seconds\":60,\"colour\":\"blue\"}"), "acquired");
	}

	@Test
	@DisplayName("18. null counts as absent")
	void treatsNullAsAbsent() {
		WireAnswer answer = acquire(A,
				"{\"ttl_seconds\":null,\"metadata\":null,\"ephemeral\":null,\"session_id\":null}");
		assertLock(answer, "acquired");
		assertThat(answer.instant("expires_at")).isCloseTo(this.server.now().plusSeconds(60),
				within(Duration.ofSeconds(2)));
	}

	@Test
	@DisplayName("19. a body of 3 MiB is 413, or the connection breaks")
	void refusesALargeBody() {
		String body = "{\"metadata\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}";
		try {
			assertError(acquire(A, body), 413, "invalid_input");
		}
		catch (UncheckedIOException ex) {
			assertThat(ex).hasMessageNotContaining("timed out");
		}
	}

	@Test
	@DisplayName("20. an unknown path is 404 as JSON")
	void knowsNoOtherPaths() {
		assertError(this.http.get("/nowhere").send(), 404, "not_found");
	}

	@Test
	@DisplayName("21. DELETE on a lock is 405 with an Allow header that has GET")
	void namesTheMethodsOfALock() {
		WireAnswer answer = this.http.delete("/locks/" + this.name).send();
		assertError(answer, 405, "invalid_input");
		assertThat(answer.header("Allow").orElseThrow()).contains("GET");
	}

	@Test
	@DisplayName("22. GET on acquire is 405 with Allow: POST")
	void namesTheMethodOfAcquire() {
		WireAnswer answer = this.http.get("/locks/" + this.name + "/acquire").send();
		assertError(answer, 405, "invalid_input");
		assertThat(answer.header("Allow")).contains("POST");
	}

	@Test
	@DisplayName("23. a session path that is no UUID is 400 even without a token")
	void judgesThePathBeforeTheToken() {
		assertError(this.http.get("/sessions/not-a-uuid").send(), 400, "invalid_input");
	}

}
