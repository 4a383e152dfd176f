package io.octostore.client;

import java.time.Duration;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MalformedAnswerTests extends ClientBench {

	MalformedAnswerTests() {
		super(RetrySettings.none());
	}

	private static void answer(String body) {
		answer(body, 200);
	}

	private void assertNotUnderstood(String defect) {
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.withMessageContaining(defect)
			.satisfies((ex) -> {
				assertThat(ex.mayHaveBeenApplied()).isTrue();
				assertThat(ex.isIdentityMismatch()).isFalse();
				assertThat(ex.statusCode()).isEqualTo(200);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"status\":\"acq", "{", "{\"a\":nope}", "{\"a\":01}", "{\"a\":\"\u0001\"}", "{'a':1}",
			"{\"status\":\"held\",}", "{\"status\":\"held\"" })
	void brokenJson(String body) {
		answer(body);
		assertNotUnderstood("not valid JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "\"acquired\"", "42", "  " })
	void noJsonObject(String body) {
		answer(body);
		assertNotUnderstood("not a JSON object");
	}

	@Test
	void theRequestIsNamedForTheLogOfTheServer() {
		answer(jsonResponse("{}", 200).withHeader("X-Request-Id", Samples.REQUEST_ID));
		assertNotUnderstood("(request id " + Samples.REQUEST_ID + ")");
	}

	@Test
	void moreThanOneObject() {
		answer(Samples.ACQUIRED + "{}");
		assertNotUnderstood("continues after its JSON object");
	}

	@ParameterizedTest
	@ValueSource(strings = { "9", "318", "null" })
	void aMemberThatIsThereTwice(String second) {
		answer(Samples.ACQUIRED.substring(0, Samples.ACQUIRED.lastIndexOf('}')) + ",\"fencing_token\":" + second + "}");
		assertNotUnderstood("a member of the body is there twice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"status\":\"won\"}", "{\"status\":null}" })
	void noKnownStatus(String body) {
		answer(body);
		assertNotUnderstood("member 'status' is missing or unknown");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lease_id", "fencing_token", "expires_at" })
	void aMissingMember(String member) {
		answer(Samples.ACQUIRED.replace(member, "other"));
		assertNotUnderstood("member '" + member + "' is missing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "318.5", "1e3", "9223372036854775808", "-1" })
	void aFencingTokenThatIsNone(String token) {
		answer(Samples.ACQUIRED.replace("318", token));
		assertNotUnderstood("member 'fencing_token' is");
	}

	@Test
	void membersOfTheWrongType() {
		answer(Samples.ACQUIRED.replace("318", "\"318\""));
		assertNotUnderstood("member 'fencing_token' is not a number");
		answer("{\"status\":1}");
		assertNotUnderstood("member 'status' is not a string");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c1", "1-1-1-1-1", "4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7cxx",
			"" })
	void aLeaseIdThatIsNone(String id) {
		answer(Samples.ACQUIRED.replace(Samples.LEASE.toString(), id));
		assertNotUnderstood("member 'lease_id' is not a UUID");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tomorrow", "2026-03-01", "2026-03-01T10:01:00", "" })
	void aTimeThatIsNone(String time) {
		answer(Samples.ACQUIRED.replace("2026-03-01T10:01:00.482913377Z", time));
		assertNotUnderstood("member 'expires_at' is not a time");
	}

	@Test
	void adviceThatIsNegative() {
		answer(Samples.HELD.replace("12873", "-5"));
		assertNotUnderstood("member 'retry_after_ms' is negative");
	}

	@Test
	void aDelayWithoutItsMembersIsNoAnswerOfTheServer() {
		answer("{\"status\":\"delayed\"}", 409);
		assertForeignConflict();
	}

	@Test
	void aConflictThatIsNotJsonIsNoAnswerOfTheServer() {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(409).withBody("<html>")));
		assertForeignConflict();
	}

	private void assertForeignConflict() {
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.satisfies((ex) -> {
				assertThat(ex.statusCode()).isEqualTo(409);
				assertThat(ex.isForeign()).isTrue();
			});
	}

	@Test
	void unknownMembersDoNoHarm() {
		answer(Samples.ACQUIRED.replace("{", "{\"new\":{\"a\":[1,{\"b\":[null,true,false,2.5]}]},\"other\":null,"));
		assertThat(this.client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
	}

	@Test
	void bottomlessNestingIsRefused() {
		answer("{\"a\":" + "[".repeat(5000));
		assertNotUnderstood("not valid JSON");
	}

	@Test
	void otherAnswersAreCheckedAsWell() {
		answer("{\"name\":\"job\",\"status\":\"stolen\",\"fencing_token\":1}");
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.getLockStatus("job"))
			.withMessageContaining("member 'status' is unknown");
		answer("{\"locks\":[1],\"total\":1}");
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.listLocks())
			.withMessageContaining("member 'locks' holds something other than objects");
		answer("{\"locks\":{}}");
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.listLocks())
			.withMessageContaining("member 'locks' is not an array");
		answer(Samples.SESSION_INFO.replace("true", "\"yes\""));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.getSession(Samples.SESSION))
			.withMessageContaining("member 'active' is not true or false");
	}

	@Test
	void moreThanTheLimitIsNotRead() {
		answer(Samples.ACQUIRED.replace("build-7", "x".repeat(64 * 1024)));
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.withMessageContaining("more than 65536 bytes");
	}

	@Test
	void theLimitCanBeSet() {
		answer(Samples.ACQUIRED.replace("build-7", "x".repeat(2000)));
		try (OctoStoreClient strict = OctoStoreClient.builder()
			.baseUrl(server.baseUrl())
			.token("t")
			.maxResponseSize(1024)
			.build()) {
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> strict.tryAcquireLock("job", Samples.TTL))
				.withMessageContaining("more than 1024 bytes");
		}
		assertThat(this.client.acquireLock("job", Samples.TTL).metadata())
			.hasValueSatisfying((metadata) -> assertThat(metadata).hasSize(2000));
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void brokenConnectionsLeaveTheOutcomeOpen(Fault fault) {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("job", Samples.TTL))
			.satisfies((ex) -> {
				assertThat(ex.isNotSent()).isFalse();
				assertThat(ex.mayHaveBeenApplied()).isTrue();
				assertThat(ex.isTimeout()).isFalse();
				assertThat(ex).hasCauseInstanceOf(Exception.class);
			});
	}

	@Test
	void aSlowDripEndsWithTheRequestTimeout() {
		server.stubFor(
				any(anyUrl()).willReturn(jsonResponse(Samples.ACQUIRED, 200).withChunkedDribbleDelay(200, 20_000)));
		OctoStoreClient hasty = this.client.withTimeout(Duration.ofMillis(300));
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> hasty.tryAcquireLock("job", Samples.TTL))
			.withMessage("Acquire of lock 'job' got no complete answer from " + server.baseUrl() + " in time")
			.satisfies((ex) -> {
				assertThat(ex.isTimeout()).isTrue();
				assertThat(ex.isNotSent()).isFalse();
			});
	}

	@Test
	void aSlowDripThatEndsInTimeIsRead() {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.ACQUIRED, 200).withChunkedDribbleDelay(10, 100)));
		assertThat(this.client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
	}

	@Test
	void failuresHaveOneRoot() {
		answer("{}");
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.client.health());
	}

}
