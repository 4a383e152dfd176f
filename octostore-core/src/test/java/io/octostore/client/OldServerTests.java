package io.octostore.client;

import java.time.Duration;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OldServerTests extends ClientBench {

	private static final AcquireRequest EPHEMERAL = AcquireRequest.of("job", Samples.TTL)
		.withEphemeralSession(Samples.SESSION);

	OldServerTests() {
		super(RetrySettings.defaults().withInitialDelay(Duration.ofMillis(1)));
	}

	private static void answer(String body) {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(body, 200)));
	}

	private static void answerWithOldError() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.oldError("Session not found"), 404)));
	}

	private static void answerWithPage() {
		server.stubFor(any(anyUrl())
			.willReturn(aResponse().withHeader("Content-Type", "text/html").withBody("<html>docs</html>")));
	}

	@Test
	void aPlainGrantLacksOnlyTheAdvice() {
		answer(Samples.ACQUIRED_BY_OLD_SERVER);
		AcquireResult.Acquired acquired = this.client.acquireLock("job", Samples.TTL);
		assertThat(acquired.renewAfter()).isEmpty();
		assertThat(acquired.metadata()).isEmpty();
		assertThat(acquired.fencingToken()).isEqualTo(318);
	}

	@Test
	void aRenewalMayLackTheAdvice() {
		answer("{\"lease_id\":\"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11\",\"expires_at\":\"2026-03-01T10:02:00Z\"}");
		assertThat(this.client.renewLock("job", Samples.LEASE, Samples.TTL).renewAfter()).isEmpty();
	}

	@Test
	void aHolderWithoutAdviceIsWaitedForByTheServersOwnClock() {
		server.stubFor(any(anyUrl()).willReturn(
				jsonResponse("{\"status\":\"held\",\"holder_id\":\"x\",\"expires_at\":\"2026-03-01T10:00:42.5Z\"}", 200)
					.withHeader("Date", "Sun, 01 Mar 2026 10:00:30 GMT")));
		assertThat(((AcquireResult.Held) this.client.tryAcquireLock("job", Samples.TTL)).retryAfter())
			.contains(Duration.ofMillis(12500));
	}

	@Test
	void anEndThatIsPastIsNotWaitedFor() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(
				"{\"status\":\"delayed\",\"available_at\":\"2026-03-01T10:00:00Z\",\"lock_delay_seconds\":5}", 409)
			.withHeader("Date", "Sun, 01 Mar 2026 10:00:30 GMT")));
		assertThat(((AcquireResult.Delayed) this.client.tryAcquireLock("job", Samples.TTL)).retryAfter())
			.contains(Duration.ZERO);
	}

	@ParameterizedTest
	@ValueSource(strings = { "yesterday", "" })
	void withoutAUsableDateThereIsNoAdvice(String date) {
		server.stubFor(any(anyUrl())
			.willReturn(jsonResponse("{\"status\":\"held\",\"expires_at\":\"2026-03-01T10:00:42Z\"}", 200)
				.withHeader("Date", date)));
		AcquireResult.Held held = (AcquireResult.Held) this.client.tryAcquireLock("job", Samples.TTL);
		assertThat(held.retryAfter()).isEmpty();
		assertThat(held.holderId()).isEmpty();
	}

	private static void assertNothingAcquired() {
		server.verify(0, postRequestedFor(urlEqualTo("/locks/job/acquire")));
	}

	@Test
	void whatAnOldServerWouldMisunderstandIsNotSentToIt() {
		answerWithOldError();
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL))
			.withMessageStartingWith("Acquire of lock 'job' was not sent")
			.withMessageContaining("v0.14.0")
			.satisfies((ex) -> assertThat(ex.requiredRelease()).isEqualTo("v0.14.0"));
		AcquireRequest plain = AcquireRequest.of("job", Samples.TTL);
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(plain.withSession(Samples.SESSION)));
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(plain.withLockDelay(Duration.ofSeconds(5))));
		assertNothingAcquired();
	}

	private static void answerListsAsOldServer() {
		server.stubFor(get("/locks").willReturn(jsonResponse("{\"locks\":[]}", 200)));
	}

	@Test
	void neitherIsItSentToAServerWithoutSessions() {
		answerWithPage();
		answerListsAsOldServer();
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL));
		assertNothingAcquired();
	}

	@Test
	void neitherIsItSentBeforeAnyServerHasAnswered() {
		for (ResponseDefinitionBuilder answer : List.of(aResponse().withBody("<html>portal</html>"),
				aResponse().withStatus(404), aResponse().withStatus(204),
				aResponse().withStatus(403).withBody("forbidden"))) {
			server.stubFor(any(anyUrl()).willReturn(answer));
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL))
				.withMessageStartingWith("Acquire of lock 'job' was not sent")
				.withMessageNotContaining("v0.14.0")
				.withMessageNotContaining("token of its own")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
		assertNothingAcquired();
	}

	@Test
	void aServerThatCannotTellItsReleaseIsNotTakenForAnOldOne() {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.client.withRetry(RetrySettings.none()).tryAcquireLock(EPHEMERAL))
			.withMessageContaining("Check of the server's release");
		server.stubFor(any(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> this.client.withRetry(RetrySettings.none()).tryAcquireLock(EPHEMERAL))
			.withMessageStartingWith("Acquire of lock 'job' was not sent")
			.satisfies((ex) -> assertThat(ex.mayHaveBeenApplied()).isFalse());
		assertNothingAcquired();
	}

	@Test
	void theRequestIdOfAnyAnswerProvesTheRelease() {
		server.stubFor(post("/sessions")
			.willReturn(jsonResponse(Samples.SESSION_CREATED, 201).withHeader("X-Request-Id", Samples.REQUEST_ID)));
		server.stubFor(post("/locks/job/acquire").willReturn(jsonResponse(Samples.ACQUIRED, 200)));
		this.client.createSession(Duration.ofSeconds(30));
		assertThat(this.client.tryAcquireLock(EPHEMERAL)).isInstanceOf(AcquireResult.Acquired.class);
		server.verify(0, getRequestedFor(urlMatching("/sessions/.*")));
	}

	@Test
	void theRequestIdOfAProxyProvesNothing() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.oldError("Session not found"), 404)
			.withHeader("X-Request-Id", "5f0c2a9e-7f7b-4d4b-9a53-1d2b3c4d5e6f")));
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL));
		assertNothingAcquired();
	}

	@Test
	void theCodeOfAnErrorProvesTheReleaseOnceAndForAll() {
		server.stubFor(get(urlMatching("/sessions/.*")).willReturn(jsonResponse(Samples.error("not_found"), 404)));
		server.stubFor(post("/locks/job/acquire").willReturn(jsonResponse(Samples.ACQUIRED, 200)));
		this.client.tryAcquireLock(EPHEMERAL);
		assertThat(this.client.withRetry(RetrySettings.none()).tryAcquireLock(EPHEMERAL))
			.isInstanceOf(AcquireResult.Acquired.class);
		server.verify(1, getRequestedFor(urlMatching("/sessions/.*")));
	}

	@Test
	void aGrantOfAServerThatWasReplacedByAnOlderOneIsRefused() {
		server.stubFor(get(urlMatching("/sessions/.*")).willReturn(jsonResponse(Samples.error("not_found"), 404)));
		server.stubFor(post("/locks/job/acquire").willReturn(jsonResponse(Samples.ACQUIRED, 200)));
		this.client.tryAcquireLock(EPHEMERAL);
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.oldError("Session not found"), 404)));
		server.stubFor(post("/locks/job/acquire").willReturn(jsonResponse(Samples.ACQUIRED_BY_OLD_SERVER, 200)));
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL))
			.withMessageContaining("was granted");
		server.verify(0, postRequestedFor(urlEqualTo("/locks/job/release")));
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.tryAcquireLock(EPHEMERAL))
			.withMessageContaining("was not sent");
		server.verify(2, postRequestedFor(urlEqualTo("/locks/job/acquire")));
	}

	@Test
	void aPlainRequestNeedsNoProof() {
		answer(Samples.ACQUIRED_BY_OLD_SERVER);
		this.client.tryAcquireLock("job", Samples.TTL);
		server.verify(0, getRequestedFor(anyUrl()));
	}

	@Test
	void aPageInPlaceOfSessionsMeansThatThereAreNoneOnAServerThatHasProvenToBeOld() {
		answerWithPage();
		answerListsAsOldServer();
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.createSession(Duration.ofSeconds(30)))
			.withMessageContaining("does not have POST /sessions, which OctoStore has since v0.5.0")
			.satisfies((ex) -> assertThat(ex.requiredRelease()).isEqualTo("v0.5.0"));
	}

	@Test
	void anOldServersReleaseAndDeletionAreBelievedWithoutAnId() {
		answerWithOldError();
		server.stubFor(post("/locks/job/release").willReturn(jsonResponse("null", 200)));
		server.stubFor(delete("/sessions/" + Samples.SESSION).willReturn(noContent()));
		this.client.releaseLock("job", Samples.LEASE);
		this.client.deleteSession(Samples.SESSION);
		server.verify(1, postRequestedFor(urlEqualTo("/locks/job/release")));
		server.verify(1, deleteRequestedFor(urlMatching("/sessions/.*")));
	}

	@Test
	void aReleaseAndADeletionAreNotBelievedFromAGateway() {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
		server.stubFor(post("/locks/job/release").willReturn(jsonResponse("null", 200)));
		server.stubFor(delete("/sessions/" + Samples.SESSION).willReturn(noContent()));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.releaseLock("job", Samples.LEASE));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.deleteSession(Samples.SESSION));
	}

	@Test
	void aServerThatWasUpdatedIsOldNoMore() {
		answerWithPage();
		answerListsAsOldServer();
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> this.client.createSession(Duration.ofSeconds(30)));
		server.resetAll();
		server.stubFor(get(urlMatching("/sessions/.*")).willReturn(jsonResponse(Samples.error("not_found"), 404)));
		server.stubFor(post("/locks/job/acquire").willReturn(jsonResponse(Samples.ACQUIRED, 200)));
		assertThat(this.client.tryAcquireLock(EPHEMERAL)).isInstanceOf(AcquireResult.Acquired.class);
	}

	@Test
	void aPageIsNeverAnAnswerAndAloneDoesNotMakeAServerOld() {
		for (ResponseDefinitionBuilder answer : List.of(
				aResponse().withHeader("Content-Type", "text/html").withBody("<html>docs</html>"),
				aResponse().withStatus(404), aResponse().withBody(Samples.ACQUIRED), aResponse().withStatus(204))) {
			server.stubFor(any(anyUrl()).willReturn(answer));
			for (ThrowableAssert.ThrowingCallable call : List.<ThrowableAssert.ThrowingCallable>of(
					() -> this.client.createSession(Duration.ofSeconds(30)),
					() -> this.client.tryAcquireLock("job", Samples.TTL),
					() -> this.client.releaseLock("job", Samples.LEASE), () -> this.client.health(),
					() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL), () -> this.client.listLocks())) {
				assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(call)
					.withMessageContaining("did not come from an OctoStore server")
					.satisfies((ex) -> assertThat(ex.isForeign()).isTrue());
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 404, 405 })
	void aPageMayMeanThatTheServerIsTooOldForWhatWasAsked(int status) {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody("<html>docs</html>")));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.createSession(Duration.ofSeconds(30)))
			.withMessageEndingWith("; the server may also be older than v0.5.0 and not have POST /sessions");
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.withMessageEndingWith("check the base URL, and the gateways on the way");
	}

	@Test
	void otherAnswersFromElsewhereSayNothingOfTheRelease() {
		for (ResponseDefinitionBuilder answer : List.of(aResponse().withStatus(400), aResponse().withStatus(403),
				jsonResponse("{\"message\":\"x\"}", 404))) {
			server.stubFor(any(anyUrl()).willReturn(answer));
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> this.client.createSession(Duration.ofSeconds(30)))
				.withMessageEndingWith("check the base URL, and the gateways on the way");
		}
	}

	@Test
	@Tag("field-fault-A4")
	void onceAServerHasProvenItsReleaseTooOldIsNoExplanation() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.error("authentication_failed"), 401)));
		assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(() -> this.client.listLocks());
		answerWithPage();
		answerListsAsOldServer();
		OctoStoreClient once = this.client.withRetry(RetrySettings.none());
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> once.createSession(Duration.ofSeconds(30)))
			.withMessageNotContaining("older");
		server.verify(0, getRequestedFor(urlMatching("/sessions/.*")));
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.oldError("Session not found"), 404)));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> once.keepSessionAlive(Samples.SESSION))
			.satisfies((ex) -> assertThat(ex.isForeign()).isTrue());
	}

	@Test
	void aCharsetDoesNotMatter() {
		server.stubFor(any(anyUrl()).willReturn(
				aResponse().withBody(Samples.ACQUIRED).withHeader("Content-Type", "Application/JSON ;charset=utf-8")));
		assertThat(this.client.tryAcquireLock("job", Samples.TTL)).isInstanceOf(AcquireResult.Acquired.class);
	}

	@Test
	void listsOfTheFirstGenerationHoldTheCallersOwnLocks() {
		answer("""
				{"locks":[{"name":"jobs-a","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11","fencing_token":3,
				 "expires_at":"2026-03-01T10:01:00Z"},{"name":"other","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c12",
				 "fencing_token":4,"expires_at":"2026-03-01T10:01:00Z","metadata":"m"}]}""");
		LockList list = this.client.listLocks();
		assertThat(list.isOwnLocksOnly()).isTrue();
		assertThat(list.locks()).extracting(UserLock::name).containsExactly("jobs-a", "other");
		assertThat(list.locks().get(0).leaseId()).contains(Samples.LEASE);
		assertThat(list.locks().get(0).holderId()).isEmpty();
		assertThat(list.locks().get(0).toString()).doesNotContain(Samples.LEASE.toString());
		assertThat(list.locks().get(1).metadata()).contains("m");
	}

	@Test
	void listsOfTheFirstGenerationAreRestrictedHere() {
		answer("""
				{"locks":[{"name":"jobs-a","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11","fencing_token":3,
				 "expires_at":"2026-03-01T10:01:00Z"},{"name":"other","lease_id":"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c12",
				 "fencing_token":4,"expires_at":"2026-03-01T10:01:00Z"}]}""");
		LockList list = this.client.listLocks("jobs");
		assertThat(list.locks()).extracting(UserLock::name).containsExactly("jobs-a");
		assertThat(list.prefix()).contains("jobs");
	}

}
