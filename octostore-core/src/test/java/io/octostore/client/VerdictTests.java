package io.octostore.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.http.Lane;
import io.octostore.client.http.TestAnswers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What answers prove: the table of (endpoint, status, content type, body), and that
 * nothing else proves anything.
 */
class VerdictTests {

	private static final String SERVER = "{\"code\":\"%s\",\"details\":\"d\",\"error\":\"%s\",\"request_id\":\""
			+ Samples.REQUEST_ID + "\"}";

	private static Answer answer(int status, @Nullable String type, String body, ServerEvidence evidence) {
		HttpHeaders headers = new HttpHeaders();
		if (type != null) {
			headers.set(HttpHeaders.CONTENT_TYPE, type);
		}
		return new Answer(TestAnswers.of(status, headers, body.getBytes(StandardCharsets.UTF_8)), evidence);
	}

	private static Answer json(int status, String body) {
		return answer(status, "application/json", body, new ServerEvidence());
	}

	/**
	 * Evidence of a server whose answers carry ids.
	 */
	private static ServerEvidence current() {
		ServerEvidence evidence = new ServerEvidence();
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-Request-Id", Samples.REQUEST_ID);
		evidence.note(new Answer(TestAnswers.of(200, headers, new byte[0]), evidence));
		return evidence;
	}

	@ParameterizedTest
	@CsvSource({
			// What the server says about leases and sessions
			"RENEW, 404, lease_not_current, Lease is not current, GONE",
			"RENEW, 400, lease_not_current, Lease is not current, GONE",
			"RENEW, 404, not_found, Session not found, GONE", "RENEW, 410, session_expired, Session expired, GONE",
			"RELEASE, 404, lease_not_current, Lease is not current, GONE",
			"RELEASE, 404, not_found, Session not found, GONE", "RELEASE, 410, session_expired, Session expired, GONE",
			"KEEPALIVE, 404, not_found, Session not found, GONE",
			"KEEPALIVE, 410, session_expired, Session expired, GONE",
			"SESSION_INFO, 404, not_found, Session not found, GONE",
			"DELETE_SESSION, 404, not_found, Session not found, GONE",
			"ACQUIRE, 404, not_found, Session not found, GONE", "ACQUIRE, 410, session_expired, Session expired, GONE",
			"RENEW_TERM, 404, lease_not_current, Lease is not current, GONE",
			"RESIGN, 400, lease_not_current, Lease is not current, GONE",
			// A code that does not go with its status, or with what was asked
			"RENEW, 503, lease_not_current, Lease is not current, FAILED",
			"RENEW, 403, lease_not_current, Lease is not current, REFUSED",
			"KEEPALIVE, 404, session_expired, Session expired, REFUSED",
			"KEEPALIVE, 404, not_found, Resource not found, FOREIGN",
			"DELETE_SESSION, 404, not_found, Resource not found, FOREIGN",
			"RENEW, 404, not_found, Resource not found, FOREIGN",
			"KEEPALIVE, 400, not_found, Session not found, FOREIGN",
			"CAMPAIGN, 404, lease_not_current, Lease is not current, REFUSED",
			// What the server says about access lists, users and webhooks
			"SET_ACL, 404, not_found, Lock not found, REFUSED", "SET_ACL, 404, not_found, Resource not found, FOREIGN",
			"SET_ACL, 403, forbidden, Forbidden, REFUSED", "ADMIN_SET_ACL, 404, not_found, Resource not found, FOREIGN",
			"REGISTER, 404, not_found, Resource not found, REFUSED", "REGISTER, 409, conflict, Conflict, REFUSED",
			"CREATE_WEBHOOK, 400, invalid_input, Invalid input, REFUSED",
			"DELETE_WEBHOOK, 404, not_found, Resource not found, REFUSED",
			"ADMIN_STATUS, 401, authentication_required, Authorization header required, REFUSED",
			"METRICS, 403, forbidden, Forbidden, REFUSED",
			"TIME_SERIES, 500, internal_error, Internal server error, FAILED",
			// Refusals and failures
			"ACQUIRE, 403, lock_limit_exceeded, Lock limit exceeded, REFUSED",
			"ACQUIRE, 409, conflict, Conflict, REFUSED", "ACQUIRE, 429, rate_limited, Rate limit exceeded, REFUSED",
			"ACQUIRE, 401, authentication_failed, Authentication failed, REFUSED",
			"CREATE_SESSION, 401, authentication_failed, Authentication failed, REFUSED",
			"ACQUIRE, 500, internal_error, Internal server error, FAILED",
			"KEEPALIVE, 500, internal_error, Internal server error, FAILED",
			"KEEPALIVE, 502, upstream_unavailable, Upstream service unavailable, FAILED" })
	void theServersOwnCodeIsProof(Endpoint endpoint, int status, String code, String label, Verdict expected) {
		assertThat(Verdict.of(endpoint, json(status, SERVER.formatted(code, label)))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "404 | application/json | {\"code\":\"not_found\",\"message\":\"no route\"}",
			"404 | application/json | {\"code\":\"not_found\",\"error\":\"Session not found\"}",
			"404 | application/json | {\"code\":\"not_found\",\"error\":\"x\",\"details\":\"y\",\"request_id\":\"9f1c\"}",
			"410 | application/json | {\"code\":\"session_expired\"}",
			"404 | application/problem+json | {\"code\":\"not_found\",\"error\":\"x\",\"request_id\":\"req_0f8c2a55d1b94e0f9a6b7c8d9e0f1a2b\"}",
			"404 | text/plain | {\"code\":\"not_found\",\"error\":\"x\",\"request_id\":\"req_0f8c2a55d1b94e0f9a6b7c8d9e0f1a2b\"}",
			"404 | application/json | {\"code\":404,\"error\":\"x\",\"request_id\":\"req_0f8c2a55d1b94e0f9a6b7c8d9e0f1a2b\"}",
			"404 | application/json | [\"not_found\"]", "404 | application/json | not_found" })
	void aCodeOfAnotherFormIsNone(int status, String type, String body) {
		for (Endpoint endpoint : Endpoint.values()) {
			assertThat(Verdict.of(endpoint, answer(status, type, body, new ServerEvidence()))).as("%s", endpoint)
				.isEqualTo(Verdict.FOREIGN);
		}
	}

	@Test
	void aRefusalOfAnOldServerIsAGuessUntilTheServerHasProvenItsRelease() {
		String body = Samples.oldError("Session not found");
		assertThat(Verdict.of(Endpoint.KEEPALIVE, json(404, body))).isEqualTo(Verdict.GUESSED);
		assertThat(Verdict.of(Endpoint.KEEPALIVE, answer(404, "application/json", body, current())))
			.isEqualTo(Verdict.FOREIGN);
	}

	@ParameterizedTest
	@CsvSource({ "RELEASE, 200, application/json, null, FOREIGN", "RELEASE, 200, application/json, {}, FOREIGN",
			"RELEASE, 200, text/html, null, FOREIGN", "RELEASE, 204, '', '', FOREIGN",
			"DELETE_SESSION, 204, '', '', FOREIGN", "DELETE_SESSION, 200, application/json, null, FOREIGN",
			"DELETE_SESSION, 200, text/html, <html>, FOREIGN", "DELETE_WEBHOOK, 204, '', '', FOREIGN",
			"DELETE_WEBHOOK, 200, application/json, null, FOREIGN", "HEALTH, 200, text/plain, OK, ANSWERED",
			"HEALTH, 200, text/html, OK, FOREIGN", "OPENAPI, 200, application/yaml, '  version: 0.14.4', ANSWERED",
			"OPENAPI, 200, text/html, '  version: 0.14.4', FOREIGN", "OPENAPI, 200, application/json, {}, FOREIGN",
			"KEEPALIVE, 200, application/json, {}, ANSWERED", "KEEPALIVE, 204, '', '', FOREIGN",
			"CREATE_SESSION, 200, '', '', FOREIGN", "ACQUIRE, 302, text/html, moved, FOREIGN",
			"ACQUIRE, 409, application/json, '{\"status\":\"delayed\",\"available_at\":\"2026-03-01T10:00:35Z\"}', ANSWERED",
			"ACQUIRE, 409, application/json, '{\"status\":\"delayed\"}', FOREIGN",
			"RENEW, 409, application/json, '{\"status\":\"delayed\",\"available_at\":\"2026-03-01T10:00:35Z\"}', FOREIGN" })
	void aSuccessHasTheFormOfItsEndpoint(Endpoint endpoint, int status, String type, String body, Verdict expected) {
		assertThat(Verdict.of(endpoint, answer(status, type.isEmpty() ? null : type, body, new ServerEvidence())))
			.isEqualTo(expected);
	}

	private static void assertSuccessWithoutId(ServerEvidence evidence, Verdict expected) {
		assertThat(Verdict.of(Endpoint.RELEASE, answer(200, "application/json", "null", evidence))).isEqualTo(expected);
		assertThat(Verdict.of(Endpoint.DELETE_SESSION, answer(204, null, "", evidence))).isEqualTo(expected);
	}

	@Test
	void whatSaysNothingByItselfNeedsAnIdUnlessTheServerIsKnownToHaveNone() {
		assertSuccessWithoutId(new ServerEvidence(), Verdict.FOREIGN);
		assertSuccessWithoutId(current(), Verdict.FOREIGN);
		ServerEvidence old = new ServerEvidence();
		old.learn(ServerEvidence.Age.OLD);
		assertSuccessWithoutId(old, Verdict.ANSWERED);
		ServerEvidence behindAProxyThatTakesIdsAway = new ServerEvidence();
		behindAProxyThatTakesIdsAway.note(json(404, SERVER.formatted("not_found", "Session not found")));
		assertSuccessWithoutId(behindAProxyThatTakesIdsAway, Verdict.ANSWERED);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
		headers.set("X-Request-Id", Samples.REQUEST_ID);
		Answer withId = new Answer(TestAnswers.of(200, headers, "null".getBytes(StandardCharsets.UTF_8)),
				new ServerEvidence());
		assertThat(Verdict.of(Endpoint.RELEASE, withId)).isEqualTo(Verdict.ANSWERED);
	}

	@ParameterizedTest
	@EnumSource
	void onlyRefusalsOfTheServerProveThatNothingHappened(Verdict verdict) {
		assertThat(verdict.provesThatNothingHappened())
			.isEqualTo(verdict == Verdict.REFUSED || verdict == Verdict.GONE);
	}

	/**
	 * Answers of gateways, 20,000 of them, to every operation: none of them proves
	 * anything, and none of them is a result.
	 */
	@Test
	@Tag("field-fault-A1")
	@Tag("field-fault-A2")
	@Tag("field-fault-A3")
	void randomAnswersOfGatewaysNeverProveAnything() {
		Random random = new Random(20_261_128);
		List<Operation<?>> all = operations();
		Set<Verdict> proofs = EnumSet.of(Verdict.REFUSED, Verdict.GONE, Verdict.FAILED);
		List<String> wrong = new ArrayList<>();
		for (int count = 0; count < 20_000; count++) {
			Gateways.Reply reply = Gateways.random(random);
			Operation<?> operation = all.get(random.nextInt(all.size()));
			boolean known = random.nextBoolean() || operation.endpoint() == Endpoint.HEALTH;
			Answer answer = new Answer(TestAnswers.of(reply.status(), reply.headers(), reply.body()),
					known ? current() : new ServerEvidence());
			if (proofs.contains(Verdict.of(operation.endpoint(), answer)) || !isUncertain(operation, answer)) {
				wrong.add(operation.subject() + " <- " + reply);
			}
		}
		assertThat(wrong).isEmpty();
	}

	private static List<Operation<?>> operations() {
		Operations operations = new Operations(BaseUrl.of("http://gateway"), LockNameRule.PORTABLE, 65536);
		return List.of(operations.health(), operations.status(), operations.serverVersion(), operations.age(),
				operations.acquire(AcquireRequest.of("job", Samples.TTL).withEphemeralSession(Samples.SESSION)),
				operations.acquire(AcquireRequest.of("job", Samples.TTL)), operations.release("job", Samples.LEASE),
				operations.renew("job", Samples.LEASE, Samples.TTL), operations.lockStatus("job"),
				operations.list(null), operations.rotate(), operations.createSession(Samples.TTL),
				operations.keepalive(Samples.SESSION), operations.sessionInfo(Samples.SESSION),
				operations.deleteSession(Samples.SESSION), operations.setLockAcl("job", LockAcl.ofUsers("alice")),
				operations.watch("job"), operations.register("alice", null), operations.webhooks().list(),
				operations.webhooks().create(WebhookRequest.of("https://hooks.example.org")),
				operations.webhooks().delete(Samples.SESSION), operations.admin().status(),
				operations.admin().metrics(), operations.admin().timeSeries(TimeSeries.Window.HOUR),
				operations.admin().setLockAcl("job", LockAcl.ofUsers("alice")), operations.elections().create(),
				operations.elections().campaign("build-leader", CampaignRequest.of("node-1", Samples.TTL)),
				operations.elections().status("build-leader"),
				operations.elections().renew("build-leader", Samples.LEADER_TOKEN, Samples.TTL),
				operations.elections().resign("build-leader", Samples.LEADER_TOKEN),
				operations.elections().watch("build-leader"));
	}

	@ParameterizedTest
	@EnumSource
	void gatewaysAnswerEveryEndpoint(Endpoint endpoint) {
		assertThat(operations()).extracting(Operation::endpoint).contains(endpoint);
	}

	private static boolean isUncertain(Operation<?> operation, Answer answer) {
		try {
			return decode(operation, answer) == ServerEvidence.Age.UNKNOWN;
		}
		catch (OctoStoreServerException ex) {
			return !ex.isProof() && ex.mayHaveBeenApplied();
		}
		catch (OctoStoreProtocolException ex) {
			return ex.mayHaveBeenApplied() && !ex.isIdentityMismatch();
		}
		catch (OctoStoreException ex) {
			return false;
		}
	}

	private static @Nullable Object decode(Operation<?> operation, Answer answer) {
		if (operation.endpoint().lane() == Lane.WATCH) {
			throw Refusals.noStream(operation, answer);
		}
		return operation.decode(answer);
	}

	@Test
	void whatManyGatewaysSayNeedsAnIdWhereTheServerGivesOne() {
		String healthy = "{\"status\":\"ok\"}";
		assertThat(Verdict.of(Endpoint.HEALTH, json(200, healthy))).isEqualTo(Verdict.ANSWERED);
		assertThat(Verdict.of(Endpoint.HEALTH, answer(200, "application/json", healthy, current())))
			.isEqualTo(Verdict.FOREIGN);
		assertThat(Verdict.of(Endpoint.LIST_WEBHOOKS, json(200, "[]"))).isEqualTo(Verdict.ANSWERED);
		assertThat(Verdict.of(Endpoint.LIST_WEBHOOKS, answer(200, "application/json", "[]", current())))
			.isEqualTo(Verdict.FOREIGN);
	}

	/**
	 * What headers say about the encoding of a body does not matter where it is plain
	 * JSON all the same: gateways set, and forget to remove, all kinds of headers.
	 */
	@ParameterizedTest
	@CsvSource({ "application/json, gzip", "application/json;charset=utf-16, identity",
			"application/json; charset=iso-8859-1, ''" })
	void aPlainBodyProvesTheSameWhateverHeadersSayAboutItsEncoding(String type, String encoding) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, type);
		headers.set(HttpHeaders.CONTENT_ENCODING, encoding);
		String body = SERVER.formatted("not_found", "Session not found");
		for (String mark : List.of("", "\uFEFF")) {
			assertThat(Verdict.of(Endpoint.KEEPALIVE,
					new Answer(TestAnswers.of(404, headers, (mark + body).getBytes(StandardCharsets.UTF_8)),
							new ServerEvidence())))
				.isEqualTo(Verdict.GONE);
		}
	}

	@Test
	void aBodyThatIsCompressedProvesNothing() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (OutputStream stream = new GZIPOutputStream(compressed)) {
			stream.write(SERVER.formatted("not_found", "Session not found").getBytes(StandardCharsets.UTF_8));
		}
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
		headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
		assertThat(Verdict.of(Endpoint.KEEPALIVE,
				new Answer(TestAnswers.of(404, headers, compressed.toByteArray()), new ServerEvidence())))
			.isEqualTo(Verdict.FOREIGN);
	}

	@Test
	void aDeletionIsNotBelievedFromAGateway() {
		Operation<Object> deletion = new Operations(BaseUrl.of("http://gateway"), LockNameRule.PORTABLE, 65536)
			.deleteSession(Samples.SESSION);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> deletion.decode(json(404, "{\"message\":\"x\"}")));
	}

	@Test
	void whatWasFoundOutAboutTheReleaseCountsOnlyWhileNothingIsKnown() {
		ServerEvidence evidence = new ServerEvidence();
		evidence.learn(ServerEvidence.Age.CURRENT);
		evidence.learn(ServerEvidence.Age.OLD);
		assertThat(evidence.age()).isEqualTo(ServerEvidence.Age.CURRENT);
	}

}
