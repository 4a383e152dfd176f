package io.octostore.client;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.ErrorCode;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.ServerRefusal;
import io.octostore.UnsupportedServerException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RepeatTests extends ClientBench {

	private static final RetrySettings QUICK = RetrySettings.defaults().withInitialDelay(Duration.ofMillis(1));

	private static final AcquireRequest PLAIN = AcquireRequest.of("job", Samples.TTL);

	private static final AcquireRequest EPHEMERAL = PLAIN.withEphemeralSession(Samples.SESSION);

	RepeatTests() {
		super(QUICK);
	}

	/**
	 * The two ways to call, which have to follow the same rules.
	 */
	enum Way {

		BLOCKING {

			@Override
			AcquireResult acquire(OctoStoreClient client, AcquireRequest request) {
				return client.tryAcquireLock(request);
			}

			@Override
			void release(OctoStoreClient client) {
				client.releaseLock("job", Samples.LEASE);
			}

			@Override
			RenewResult renew(OctoStoreClient client) {
				return client.renewLock("job", Samples.LEASE, Samples.TTL);
			}

			@Override
			void deleteSession(OctoStoreClient client, UUID id) {
				client.deleteSession(id);
			}

			@Override
			Session createSession(OctoStoreClient client) {
				return client.createSession(Duration.ofSeconds(30));
			}

		},

		REACTIVE {

			@Override
			AcquireResult acquire(OctoStoreClient client, AcquireRequest request) {
				return client.reactive().tryAcquireLock(request).block();
			}

			@Override
			void release(OctoStoreClient client) {
				client.reactive().releaseLock("job", Samples.LEASE).block();
			}

			@Override
			RenewResult renew(OctoStoreClient client) {
				return client.reactive().renewLock("job", Samples.LEASE, Samples.TTL).block();
			}

			@Override
			void deleteSession(OctoStoreClient client, UUID id) {
				client.reactive().deleteSession(id).block();
			}

			@Override
			Session createSession(OctoStoreClient client) {
				return client.reactive().createSession(Duration.ofSeconds(30)).block();
			}

		};

		abstract AcquireResult acquire(OctoStoreClient client, AcquireRequest request);

		abstract void release(OctoStoreClient client);

		abstract RenewResult renew(OctoStoreClient client);

		abstract void deleteSession(OctoStoreClient client, UUID id);

		abstract Session createSession(OctoStoreClient client);

	}

	private static void answer(ResponseDefinitionBuilder... responses) {
		String state = Scenario.STARTED;
		for (int index = 0; index < responses.length; index++) {
			String next = "answered " + (index + 1);
			server.stubFor(any(anyUrl()).inScenario("answers")
				.whenScenarioStateIs(state)
				.willReturn(responses[index])
				.willSetStateTo(next));
			state = next;
		}
	}

	private static ResponseDefinitionBuilder failure(int status) {
		return jsonResponse(Samples.error("internal_error"), status);
	}

	private static int requests() {
		return server.getAllServeEvents().size();
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void temporaryFailuresAreRepeatedWhereThatIsSafe(Way way) {
		answer(failure(500), failure(503), jsonResponse(Samples.RENEWED, 200));
		assertThat(way.renew(this.client).leaseId()).isEqualTo(Samples.LEASE);
		assertThat(requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void theLastFailureIsThrownUnchanged(Way way) {
		answer(failure(502), failure(503), failure(504));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.renew(this.client))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(504));
		assertThat(requests()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void repeatsCanBeSwitchedOff(Way way) {
		answer(failure(500), jsonResponse(Samples.RENEWED, 200));
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> way.renew(this.client.withRetry(RetrySettings.none())));
		assertThat(requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void anAcquireForTheUserIsNotRepeatedWhenItsOutcomeIsOpen(Way way) {
		answer(failure(503), jsonResponse(Samples.ACQUIRED, 200));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.acquire(this.client, PLAIN));
		assertThat(requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void anAcquireForASessionIsRepeatedBecauseItGetsTheSameLease(Way way) {
		answer(failure(503), jsonResponse(Samples.ACQUIRED, 200));
		assertThat(way.acquire(this.client, EPHEMERAL)).isInstanceOf(AcquireResult.Acquired.class);
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void theCreationOfASessionIsNotRepeatedWhenItsOutcomeIsOpen(Way way) {
		answer(aResponse().withFault(Fault.EMPTY_RESPONSE), jsonResponse(Samples.SESSION_CREATED, 201));
		assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> way.createSession(this.client));
		assertThat(requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("refusalsThatProveThatNothingWasDone")
	void whatWasCertainlyNotDoneIsRepeatedAlways(ResponseDefinitionBuilder refusal) {
		for (Way way : Way.values()) {
			server.resetAll();
			answer(refusal, jsonResponse(Samples.ACQUIRED, 200));
			assertThat(way.acquire(this.client, PLAIN)).isInstanceOf(AcquireResult.Acquired.class);
			assertThat(requests()).isEqualTo(2);
		}
	}

	static Stream<ResponseDefinitionBuilder> refusalsThatProveThatNothingWasDone() {
		return Stream.of(jsonResponse(Samples.error("rate_limited"), 429),
				jsonResponse(Samples.error("capacity_exceeded"), 409));
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 409, 410, 501 })
	void finalRefusalsAreNotRepeated(int status) {
		for (Way way : Way.values()) {
			server.resetAll();
			answer(jsonResponse(Samples.error("conflict"), status), jsonResponse(Samples.RENEWED, 200));
			assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.renew(this.client));
			assertThat(requests()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void answersThatCannotBeReadAreNotRepeated(Way way) {
		answer(jsonResponse("{}", 200), jsonResponse(Samples.RENEWED, 200));
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> way.renew(this.client));
		assertThat(requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aRepeatedReleaseThatFindsTheLeaseGoneHasSucceeded(Way way) {
		answer(failure(500), jsonResponse(Samples.error("lease_not_current"), 404));
		way.release(this.client);
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aReleaseWhoseAnswerWasLostHasSucceededWhenItsRepeatFindsTheSessionGone(Way way) {
		answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
				jsonResponse(Samples.error("session_expired"), 410));
		way.release(this.client.withRetry(RetrySettings.defaults().withMaxAttempts(1)));
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aFirstReleaseThatFindsTheLeaseGoneSaysSo(Way way) {
		answer(jsonResponse(Samples.error("lease_not_current"), 404));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.release(this.client))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aRefusalThatProvesThatNothingWasDoneDoesNotExcuseALostLease(Way way) {
		answer(jsonResponse(Samples.error("rate_limited"), 429), jsonResponse(Samples.error("lease_not_current"), 404));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.release(this.client))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aRepeatedDeletionThatFindsTheSessionGoneHasSucceeded(Way way) {
		answer(failure(500), jsonResponse(Samples.error("not_found"), 404));
		way.deleteSession(this.client, Samples.SESSION);
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aFirstDeletionThatFindsTheSessionGoneSaysSo(Way way) {
		answer(jsonResponse(Samples.error("not_found"), 404), noContent());
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> way.deleteSession(this.client, Samples.SESSION))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aPauseThatDoesNotFitIntoTheTimeoutIsNotBegun(Way way) {
		answer(jsonResponse(Samples.error("rate_limited"), 429).withHeader("Retry-After", "60"),
				jsonResponse(Samples.RENEWED, 200));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> way.renew(this.client))
			.satisfies((ex) -> assertThat(ex.retryAfter()).contains(Duration.ofSeconds(60)));
		assertThat(requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void allAttemptsTogetherEndWithTheTimeout(Way way) {
		answer(failure(500), jsonResponse(Samples.RENEWED, 200).withFixedDelay(20_000));
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> way.renew(this.client.withTimeout(Duration.ofMillis(400))))
			.satisfies((ex) -> assertThat(ex.isTimeout()).isTrue());
		assertThat(requests()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void whatWasNotSentIsRepeated(Way way) {
		try (ScriptedServer gone = new ScriptedServer((connection) -> connection.readRequest())) {
			int port = gone.port();
			gone.close();
			try (OctoStoreClient lost = OctoStoreClient.builder()
				.baseUrl("http://127.0.0.1:" + port)
				.token("t")
				.retry(QUICK)
				.build()) {
				assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> way.createSession(lost))
					.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			}
		}
	}

	@Test
	void theServersAdviceIsTheLeastPause() {
		RepeatRules rules = new RepeatRules(RetrySettings.defaults(), () -> 0.5);
		assertThat(pause(rules, refusal(429, Duration.ofMillis(1234)))).isEqualTo(Duration.ofMillis(1234));
		assertThat(pause(rules, refusal(429, Duration.ofMillis(10)))).isEqualTo(Duration.ofMillis(250));
		assertThat(pause(rules, refusal(429, null))).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void pausesAreSpread() {
		RepeatRules rules = new RepeatRules(RetrySettings.defaults());
		assertThat(Stream.generate(() -> pause(rules, refusal(503, null))).limit(100).distinct().count())
			.isGreaterThan(10);
	}

	@Test
	void aPauseThatTakesAllOfTheTimeIsNotBegun() {
		RepeatRules rules = new RepeatRules(RetrySettings.defaults(), () -> 0.5);
		Call<Health> call = begun(operations().health());
		long lastChance = call.deadline() - Duration.ofMillis(250).toNanos();
		assertThat(rules.pauseBeforeRepeat(call, refusal(503, null), lastChance)).isNull();
		assertThat(rules.pauseBeforeRepeat(call, refusal(503, null), lastChance - 1)).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void anInterruptEndsTheAttempts() {
		RepeatRules rules = new RepeatRules(RetrySettings.defaults());
		InterruptedException interrupt = new InterruptedException();
		assertThat(pause(rules, OctoStoreNetworkException.notSent("x", interrupt))).isNull();
		assertThat(pause(rules, OctoStoreNetworkException.unanswered("x", interrupt))).isNull();
		assertThat(pause(rules, OctoStoreNetworkException.unanswered("x", null))).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void answersFromElsewhereAreRepeatedWhereThatIsSafe(Way way) {
		ResponseDefinitionBuilder page = aResponse().withHeader("Content-Type", "text/html").withBody("portal");
		answer(page, jsonResponse(Samples.RENEWED, 200));
		assertThat(way.renew(this.client).leaseId()).isEqualTo(Samples.LEASE);
		server.resetAll();
		answer(page, jsonResponse(Samples.ACQUIRED, 200));
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> way.acquire(this.client, PLAIN));
		assertThat(requests()).isEqualTo(1);
	}

	@Test
	void rotationIsNeverRepeated() {
		RepeatRules rules = new RepeatRules(RetrySettings.defaults());
		Operations operations = operations();
		assertThat(rules.pauseBeforeRepeat(begun(operations.rotate()), OctoStoreNetworkException.notSent("x", null), 0))
			.isNull();
		assertThat(rules.pauseBeforeRepeat(begun(operations.rotate()), refusal(429, null), 0)).isNull();
	}

	@Test
	void onlyAttemptsInTheSettingsCount() {
		assertThat(new RepeatRules(RetrySettings.none()).areEnabled()).isFalse();
		RepeatRules rules = new RepeatRules(RetrySettings.defaults().withMaxAttempts(2), () -> 0.5);
		Call<Health> call = begun(operations().health());
		assertThat(rules.pauseBeforeRepeat(call, refusal(503, null), 0)).isEqualTo(Duration.ofMillis(250));
		call.beginAttempt();
		assertThat(rules.pauseBeforeRepeat(call, refusal(503, null), 0)).isNull();
	}

	@Test
	void whatMayHaveBeenDoneIsKnownForEveryFailure() {
		Function<OctoStoreException, Boolean> rule = RepeatRules::mayHaveBeenApplied;
		assertThat(rule.apply(OctoStoreNetworkException.notSent("x", null))).isFalse();
		assertThat(rule.apply(OctoStoreNetworkException.unanswered("x", null))).isTrue();
		assertThat(rule.apply(new OctoStoreServerException("x", ServerRefusal.of(404, "not_found")))).isFalse();
		assertThat(rule.apply(refusal(404, null))).isTrue();
		assertThat(rule.apply(refusal(503, null))).isTrue();
		assertThat(rule.apply(new OctoStoreProtocolException("x", 200, null))).isTrue();
		assertThat(rule.apply(new UnsupportedServerException("x", "v0.5.0"))).isFalse();
	}

	@Test
	void aFailureIsNoProofThatNothingWasDoneWithAnyCode() {
		assertThat(RepeatRules.isNotCarriedOut(proven(409, "capacity_exceeded"))).isTrue();
		assertThat(RepeatRules.isNotCarriedOut(proven(503, "capacity_exceeded"))).isFalse();
		assertThat(RepeatRules.isNotCarriedOut(proven(409, "conflict"))).isFalse();
		assertThat(RepeatRules.isNotCarriedOut(refusal(429, null))).isFalse();
	}

	private static OctoStoreServerException proven(int status, String code) {
		return new OctoStoreServerException("x", ServerRefusal.of(status, code));
	}

	private static Operations operations() {
		return new Operations(BaseUrl.of("http://localhost"), LockNameRule.PORTABLE, 1024);
	}

	private static <T> Call<T> begun(Operation<T> operation) {
		Call<T> call = new Call<>(operation, Duration.ofSeconds(10).toNanos(), RetrySettings.defaults());
		call.beginAttempt();
		return call;
	}

	private static OctoStoreServerException refusal(int status, Duration retryAfter) {
		return new OctoStoreServerException("x",
				ServerRefusal.guessed(status, ErrorCode.UNKNOWN).withRetryAfter(retryAfter));
	}

	private static Duration pause(RepeatRules rules, OctoStoreException failure) {
		return rules.pauseBeforeRepeat(begun(operations().health()), failure, 0);
	}

}
