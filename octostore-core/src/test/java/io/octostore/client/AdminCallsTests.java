package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdminCallsTests extends ClientBench {

	private static final String KEY = "key-marker-0815";

	private static final String ADMIN_STATUS = """
			{"active_locks":1,"healthy":true,"locks":[{"expires_at":"2026-11-28T07:54:11.138838800+00:00",\
			"fencing_token":7,"holder_username":"alice","metadata":null,"name":"x","ttl_remaining_seconds":59}],\
			"total_acquires":3,"total_releases":2,"total_users":1,"uptime_seconds":127,\
			"users":[{"created_at":"2026-11-28T07:51:03+00:00","github_username":"alice",\
			"id":"6f836930-fcfd-426a-9d44-88bf857ad9e0"}]}""";

	private static final String METRICS = """
			{"active_locks":1,"endpoints":{"acquire":{"avg_ms":"0.5","count":4,"errors":1,"max_ms":9,"min_ms":2,\
			"p50_ms":"1.0","p95_ms":"100.0","p99_ms":"inf"}},"lock_store":{"cache_hits":0,"cache_misses":0,\
			"total_acquires":3,"total_expirations":0,"total_releases":2},"memory_bytes":10616832,\
			"requests_per_second":1.25,"total_requests":11,"total_users":2,"uptime_seconds":60}""";

	private static final String SERIES = """
			{"acquire_rates":[1,0],"active_locks":[1,2],"release_rates":[0,1],"request_volume":[5,6],\
			"timestamps":[1795852260,1795852320],"window":"12h"}""";

	private final OctoStoreClient admin = OctoStoreClient.builder().baseUrl(server.baseUrl()).adminKey(KEY).build();

	@AfterEach
	void closeAdmin() {
		this.admin.close();
	}

	@Test
	void readsTheStatusOfTheServer() {
		answer(ADMIN_STATUS, 200);
		AdminStatus status = this.admin.admin().status();
		assertThat(status).isEqualTo(new AdminStatus(true, Duration.ofSeconds(127), 1, 1, 3, 2,
				List.of(new AdminStatus.Lock("x", "alice", Optional.empty(), 7,
						Instant.parse("2026-11-28T07:54:11.138838800Z"), Duration.ofSeconds(59))),
				List.of(new AdminStatus.User(UUID.fromString("6f836930-fcfd-426a-9d44-88bf857ad9e0"), "alice",
						Instant.parse("2026-11-28T07:51:03Z")))));
		server.verify(getRequestedFor(urlEqualTo("/admin/status")).withHeader("X-Admin-Key", equalTo(KEY))
			.withoutHeader("Authorization"));
	}

	@Test
	void readsMetrics() {
		answer(METRICS, 200);
		assertThat(this.admin.admin().metrics()).isEqualTo(new ServerMetrics(Duration.ofSeconds(60), 11, 1.25, 1, 2,
				Map.of("acquire",
						new ServerMetrics.EndpointMetrics(4, 1, 2, 9, 0.5, 1.0, 100.0, Double.POSITIVE_INFINITY)),
				3, 2, 10616832));
		server.verify(getRequestedFor(urlEqualTo("/metrics")).withHeader("X-Admin-Key", equalTo(KEY)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"fast\"", "\"NaN\"", "\"-1.0\"", "-1", "true", "null", "\"\"" })
	void aTimeThatIsNoNumberIsNotUnderstood(String value) {
		answer(METRICS.replace("\"0.5\"", value), 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.admin.admin().metrics())
			.withMessageContaining("avg_ms");
	}

	@Test
	void readsATimeSeriesMinuteByMinute() {
		answer(SERIES, 200);
		TimeSeries series = this.admin.admin().timeSeries(TimeSeries.Window.HALF_DAY);
		assertThat(series.window()).isEqualTo(TimeSeries.Window.HALF_DAY);
		assertThat(series.points()).containsExactly(new TimeSeries.Point(Instant.ofEpochSecond(1795852260), 5, 1, 0, 1),
				new TimeSeries.Point(Instant.ofEpochSecond(1795852320), 6, 0, 1, 2));
		server.verify(getRequestedFor(urlEqualTo("/admin/metrics/timeseries?window=12h")).withHeader("X-Admin-Key",
				equalTo(KEY)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"release_rates\":[0]", "\"release_rates\":[0,-1]", "\"release_rates\":[0,1.5]",
			"\"release_rates\":[0,\"1\"]", "\"release_rates\":1" })
	void aTimeSeriesWithHolesIsNotUnderstood(String column) {
		answer(SERIES.replace("\"release_rates\":[0,1]", column), 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.admin.admin().timeSeries(TimeSeries.Window.HALF_DAY))
			.withMessageContaining("release_rates");
	}

	@Test
	void theTimeSeriesOfAnotherWindowIsNotBelieved() {
		answer(SERIES, 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.admin.admin().timeSeries(TimeSeries.Window.WEEK))
			.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
	}

	@Test
	void replacesTheAccessListOfAnyLock() {
		answer("{\"name\":\"job\",\"acl\":{\"acquire\":[\"user:alice\"]}}", 200);
		assertThat(this.admin.admin().setLockAcl("job", LockAcl.ofUsers("alice")).users()).containsExactly("alice");
		server.verify(putRequestedFor(urlEqualTo("/locks/job/acl")).withHeader("X-Admin-Key", equalTo(KEY))
			.withoutHeader("Authorization"));
	}

	@Test
	void sendsTheKeyToEndpointsOfTheAdministratorOnly() {
		try (OctoStoreClient both = OctoStoreClient.builder()
			.baseUrl(server.baseUrl())
			.token(Samples.TOKEN)
			.adminKey(KEY)
			.build()) {
			answer("{\"locks\":[],\"total\":0,\"prefix\":null}", 200);
			both.listLocks();
			both.withToken("other").listLocks();
			server.verify(2, anyRequestedFor(anyUrl()).withoutHeader("X-Admin-Key"));
			answer(METRICS, 200);
			both.withToken("other").admin().metrics();
			server.verify(1, anyRequestedFor(urlEqualTo("/metrics")).withHeader("X-Admin-Key", equalTo(KEY)));
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> both.withoutAuthentication().admin().metrics());
		}
	}

	@Test
	void refusesBeforeAnyRequestWithoutAKey() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.client.admin().status())
			.withMessageContaining("needs the admin key")
			.withMessageContaining("octostore.admin-key");
		assertThat(server.getAllServeEvents()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "schlüssel", "a\nb" })
	void refusesAKeyThatCannotBeSentWithoutShowingIt(String key) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().adminKey(key))
			.withMessageContaining("The admin key")
			.withMessageNotContaining("schl");
	}

	@Test
	void refusesToSendTheKeyInTheClearToAnotherHost() {
		OctoStoreClientBuilder builder = OctoStoreClient.builder().baseUrl("http://octostore.example").adminKey(KEY);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("admin key would be readable")
			.withMessageNotContaining(KEY);
		builder.allowInsecureHttp(true).build().close();
	}

	@Test
	void saysThatTheKeyIsWrongAndDoesNotBlameTheToken() {
		for (String code : List.of("authentication_required", "authentication_failed")) {
			answer(Samples.error(code), 401);
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> this.admin.admin().status())
				.withMessageContaining("does not know the admin key")
				.withMessageNotContaining("token")
				.withMessageNotContaining(KEY);
		}
		server.verify(2, anyRequestedFor(anyUrl()));
	}

}
