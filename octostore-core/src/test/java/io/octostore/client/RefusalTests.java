package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.Callable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.ErrorCode;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RefusalTests extends ClientBench {

	RefusalTests() {
		super(RetrySettings.none());
	}

	private static void answerNumbered(ResponseDefinitionBuilder response) {
		answer(response.withHeader("X-Request-Id", Samples.REQUEST_ID));
	}

	private static void answerAsOldServer(String body, int status) {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(body, status)));
	}

	private OctoStoreServerException refusal(ThrowableAssert.ThrowingCallable call) {
		OctoStoreServerException refusal = catchThrowableOfType(OctoStoreServerException.class, call);
		assertThat(refusal).isNotNull();
		return refusal;
	}

	private OctoStoreServerException refusedAcquire() {
		return refusal(() -> this.client.tryAcquireLock("job", Samples.TTL));
	}

	private OctoStoreServerException refusedRelease() {
		return refusal(() -> this.client.releaseLock("job", Samples.LEASE));
	}

	@ParameterizedTest
	@CsvSource({ "400, invalid_input", "400, invalid_ttl", "400, invalid_lock_name", "400, lease_not_current",
			"404, lease_not_current", "404, not_found", "410, session_expired", "409, conflict",
			"409, capacity_exceeded", "429, rate_limited", "500, internal_error", "502, upstream_unavailable" })
	void everyCodeOfTheProtocolIsKnown(int status, String code) {
		answerNumbered(jsonResponse(Samples.error(code), status));
		OctoStoreServerException refusal = refusedAcquire();
		assertThat(refusal).isExactlyInstanceOf(OctoStoreServerException.class)
			.hasMessageStartingWith("Acquire of lock 'job' was refused with status " + status + ": ")
			.hasMessageEndingWith("(request id " + Samples.REQUEST_ID + ")");
		assertThat(refusal.statusCode()).isEqualTo(status);
		assertThat(refusal.code()).isEqualTo(ErrorCode.valueOf(code.toUpperCase(java.util.Locale.ROOT)));
		assertThat(refusal.rawCode()).contains(code);
		assertThat(refusal.requestId()).contains(Samples.REQUEST_ID);
		assertThat(refusal.retryAfter()).isEmpty();
		assertThat(refusal.mayHaveBeenApplied()).isEqualTo(status >= 500);
	}

	@ParameterizedTest
	@CsvSource({ "401, authentication_required", "401, authentication_failed", "403, forbidden" })
	void credentialsThatAreNotAccepted(int status, String code) {
		answerNumbered(jsonResponse(Samples.error(code), status));
		assertThat(refusedAcquire()).isInstanceOf(OctoStoreAuthenticationException.class)
			.returns(status, OctoStoreServerException::statusCode)
			.returns(false, OctoStoreServerException::mayHaveBeenApplied);
	}

	@ParameterizedTest
	@CsvSource({ "401, authentication_failed, the server does not know the token; check that it is current",
			"403, forbidden, 'the token\'\'s user may not do this (namespace, reserved name or access list)'",
			"410, session_expired, the session has expired", "429, rate_limited, too many requests" })
	void theReasonIsSaidInWords(int status, String code, String reason) {
		answerNumbered(jsonResponse(Samples.error(code), status));
		assertThat(refusedAcquire()).hasMessage("Acquire of lock 'job' was refused with status " + status + ": "
				+ reason + " (request id " + Samples.REQUEST_ID + ")");
	}

	@Test
	void theLimitOfLocksHasAnExceptionOfItsOwn() {
		answerNumbered(jsonResponse(Samples.error("lock_limit_exceeded"), 403));
		assertThat(refusedAcquire()).isInstanceOf(LockLimitExceededException.class)
			.returns(403, OctoStoreServerException::statusCode)
			.returns(ErrorCode.LOCK_LIMIT_EXCEEDED, OctoStoreServerException::code)
			.satisfies((ex) -> assertThat(ex.requestId()).contains(Samples.REQUEST_ID));
	}

	@Test
	void aCodeOfTheFutureIsUnknownButKept() {
		answerNumbered(jsonResponse(Samples.error("brand_new"), 418));
		OctoStoreServerException refusal = refusedAcquire();
		assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN);
		assertThat(refusal.rawCode()).contains("brand_new");
		assertThat(refusal).hasMessageContaining("status 418: brand_new");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Not-A-Code", "tok marker" })
	void aCodeOfAnotherFormIsNotShown(String code) {
		answerNumbered(jsonResponse(Samples.error(code), 418));
		assertThat(refusedAcquire()).hasMessageNotContaining(code);
	}

	@Test
	void detailsOfTheServerAreNotShown() {
		answerNumbered(jsonResponse(Samples.error("invalid_input"), 400));
		assertThat(refusedAcquire()).hasMessageNotContaining("some detail");
	}

	@Test
	void adviceInTheBodyIsMorePreciseThanTheHeader() {
		answerNumbered(jsonResponse("{\"code\":\"rate_limited\",\"error\":\"x\",\"retry_after_ms\":1500}", 429)
			.withHeader("Retry-After", "2"));
		assertThat(refusedAcquire().retryAfter()).contains(Duration.ofMillis(1500));
	}

	@Test
	void adviceMayBeInTheHeaderAlone() {
		answerNumbered(aResponse().withStatus(503).withHeader("Retry-After", "7").withBody("busy"));
		OctoStoreServerException refusal = refusedAcquire();
		assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
		assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "", "999999999999" })
	void adviceThatIsNoNumberOfSecondsIsIgnored(String retryAfter) {
		answerNumbered(jsonResponse("{\"code\":\"rate_limited\",\"retry_after_ms\":\"soon\"}", 429)
			.withHeader("Retry-After", retryAfter));
		assertThat(refusedAcquire().retryAfter()).isEmpty();
	}

	@Test
	void requestIdsOfProxiesAreNotTakenForTheServers() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.error("invalid_input"), 400)
			.withHeader("X-Request-Id", "8c1f7d4e-1111-2222-3333-444444444444")));
		assertThat(refusedAcquire().requestId()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Lock limit exceeded, 403, LOCK_LIMIT_EXCEEDED", "Invalid lock name, 400, INVALID_LOCK_NAME",
			"Invalid TTL, 400, INVALID_TTL", "Bad Request, 400, INVALID_INPUT", "Nope, 401, AUTHENTICATION_FAILED",
			"Nope, 403, FORBIDDEN", "Session not found, 404, NOT_FOUND", "Nope, 405, INVALID_INPUT",
			"Nope, 413, INVALID_INPUT", "Nope, 415, INVALID_INPUT", "Nope, 422, INVALID_INPUT", "Nope, 409, CONFLICT",
			"Session expired, 410, SESSION_EXPIRED", "Slow down, 429, RATE_LIMITED", "Oops, 500, INTERNAL_ERROR",
			"Oops, 502, UPSTREAM_UNAVAILABLE", "Oops, 503, UNKNOWN", "Lock limit exceeded, 500, INTERNAL_ERROR" })
	void derivesTheCodeForServersThatSendNone(String label, int status, ErrorCode expected) {
		answerAsOldServer(Samples.oldError(label), status);
		OctoStoreServerException refusal = refusedAcquire();
		assertThat(refusal.code()).isEqualTo(expected);
		assertThat(refusal.statusCode()).isEqualTo(status);
		assertThat(refusal.rawCode()).isEmpty();
		assertThat(refusal.requestId()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Invalid lease ID, 400", "Lock not found, 404", "Other words, 400", "Other words, 404" })
	void guessesALostLeaseForServersThatSendNoCodesWhichIsNoProof(String label, int status) {
		answerAsOldServer(Samples.oldError(label), status);
		assertThat(refusedRelease()).returns(ErrorCode.LEASE_NOT_CURRENT, OctoStoreServerException::code)
			.returns(false, OctoStoreServerException::isProof);
		assertThat(refusal(() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL)))
			.returns(ErrorCode.LEASE_NOT_CURRENT, OctoStoreServerException::code)
			.returns(false, OctoStoreServerException::isProof)
			.returns(true, OctoStoreServerException::mayHaveBeenApplied);
	}

	@ParameterizedTest
	@CsvSource({ "400, <html>bad request</html>, text/html", "404, '', ''", "404, <html>not here</html>, text/html",
			"404, '{\"message\":\"x\"}', application/json", "410, '{\"error\":\"gone\"}', application/json" })
	@Tag("field-fault-A5")
	void whatComesFromElsewhereIsDescribedAsSuch(int status, String body, String type) {
		ResponseDefinitionBuilder answer = aResponse().withStatus(status).withBody(body);
		server.stubFor(any(anyUrl()).willReturn(type.isEmpty() ? answer : answer.withHeader("Content-Type", type)));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL))
			.withMessage("Renewal of lock 'job' failed: the answer did not come from an OctoStore server (status "
					+ status + ", content type " + (type.isEmpty() ? "none" : type) + ", address " + server.baseUrl()
					+ "); check the base URL, and the gateways on the way")
			.satisfies((ex) -> {
				assertThat(ex.isForeign()).isTrue();
				assertThat(ex.mayHaveBeenApplied()).isTrue();
				assertThat(ex.statusCode()).isEqualTo(status);
			});
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 500, 503 })
	void whatComesFromElsewhereMayBeTemporary(int status) {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", "3")));
		assertThat(refusedRelease()).hasMessageContaining("the answer did not come from an OctoStore server")
			.returns(false, OctoStoreServerException::isProof)
			.satisfies((ex) -> assertThat(ex.retryAfter()).contains(Duration.ofSeconds(3)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/json" })
	void aWatchThatIsAnsweredWithoutEventsHasNotReachedTheServer(String type) {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withHeader("Content-Type", type).withBody("{}")));
		try (Watch<LockEvent> watch = this.client.watchLock("job")) {
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> watch.poll(Duration.ofSeconds(30)))
				.withMessageContaining("the answer did not come from an OctoStore server (status 200,");
		}
	}

	@Test
	void aWatchThatIsRefusedSaysWhy() {
		answerNumbered(jsonResponse(Samples.error("forbidden"), 403));
		try (Watch<LockEvent> watch = this.client.watchLock("job")) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> watch.poll(Duration.ofSeconds(30)));
		}
	}

	@Test
	void aContentTypeThatIsNoneIsNotShown() {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404).withHeader("Content-Type", "text/<b>")));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL))
			.withMessageContaining("content type unreadable");
	}

	@Test
	void namesTheDefectOfReleasesThatFailForEverybody() {
		answerAsOldServer(Samples.oldError("Database error"), 500);
		assertThat(refusedAcquire()).hasMessageContaining("v0.9.0 to v0.13.0")
			.hasMessageContaining("update the server");
		assertThat(refusal(() -> this.client.status())).hasMessageNotContaining("v0.9.0");
	}

	@ParameterizedTest
	@ValueSource(ints = { 300, 302, 308, 399 })
	void redirectsAreNeverFollowed(int status) {
		answerNumbered(aResponse().withStatus(status).withHeader("Location", "/elsewhere"));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.withMessageContaining("status " + status)
			.withMessageContaining("it is a redirect, which is never followed")
			.satisfies((ex) -> {
				assertThat(ex.statusCode()).isEqualTo(status);
				assertThat(ex.requestId()).contains(Samples.REQUEST_ID);
				assertThat(ex.mayHaveBeenApplied()).isTrue();
			});
		assertThat(server.getAllServeEvents()).hasSize(1);
	}

	@Test
	void everyCallRefusesInTheSameWay() throws Exception {
		answerNumbered(jsonResponse(Samples.error("authentication_failed"), 401));
		for (Callable<?> call : java.util.List.<Callable<?>>of(() -> this.client.health(), () -> this.client.status(),
				() -> this.client.getLockStatus("job"), () -> this.client.listLocks(), () -> this.client.rotateToken(),
				() -> this.client.createSession(Duration.ofSeconds(30)),
				() -> this.client.keepSessionAlive(Samples.SESSION), () -> this.client.getSession(Samples.SESSION),
				() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL))) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(call::call);
		}
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.releaseLock("job", Samples.LEASE));
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.deleteSession(Samples.SESSION));
	}

}
