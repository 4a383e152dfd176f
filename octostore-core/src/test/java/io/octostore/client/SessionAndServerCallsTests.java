package io.octostore.client;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionAndServerCallsTests extends ClientBench {

	@Test
	void createsASession() {
		answer(Samples.SESSION_CREATED, 201);
		Session session = this.client.createSession(Duration.ofSeconds(30));
		assertThat(session.id()).isEqualTo(Samples.SESSION);
		assertThat(session.effectiveTtl()).isEqualTo(Duration.ofSeconds(30));
		assertThat(session.keepaliveInterval()).isEqualTo(Duration.ofSeconds(15));
		assertThat(session.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:00:30.001250Z"));
		server.verify(postRequestedFor(urlEqualTo("/sessions")).withRequestBody(equalTo("{\"ttl_seconds\":30}")));
	}

	@ParameterizedTest
	@CsvSource({ "15, 7, 15", "14, 7, 14", "300, 150, 300", "30, 5, 10", "30, 150, 300" })
	void theKeepaliveIntervalTellsTheTtlThatTheServerApplies(long requested, long interval, long effective) {
		answer(Samples.SESSION_CREATED.replace(":15}", ":" + interval + "}"), 201);
		assertThat(this.client.createSession(Duration.ofSeconds(requested)).effectiveTtl())
			.isEqualTo(Duration.ofSeconds(effective));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT9S", "PT301S", "PT10.5S" })
	void refusesASessionTtlThatTheServerWouldChange(Duration ttl) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.client.createSession(ttl))
			.withMessageContaining("session TTL")
			.withMessageContaining("10 to 300");
	}

	@Test
	void keepaliveHasNoBodyAndNoContentType() {
		answer(Samples.KEPT_ALIVE, 200);
		assertThat(this.client.keepSessionAlive(Samples.SESSION).expiresAt())
			.isEqualTo(Instant.parse("2026-03-01T10:00:45.001250Z"));
		server.verify(postRequestedFor(urlEqualTo("/sessions/" + Samples.SESSION + "/keepalive"))
			.withoutHeader("Content-Type")
			.withRequestBody(absent()));
	}

	@Test
	void theAnswerForAnotherSessionIsNotBelieved() {
		answer(Samples.KEPT_ALIVE.replace("5d7b1c9e", "00000000"), 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.keepSessionAlive(Samples.SESSION))
			.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.getSession(Samples.SESSION));
	}

	@Test
	void readsASession() {
		answer(Samples.SESSION_INFO, 200);
		SessionInfo info = this.client.getSession(Samples.SESSION);
		assertThat(info.id()).isEqualTo(Samples.SESSION);
		assertThat(info.userId()).isEqualTo(Samples.USER);
		assertThat(info.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:00:45.001250Z"));
		assertThat(info.lockCount()).isEqualTo(2);
		assertThat(info.isActive()).isTrue();
		server.verify(getRequestedFor(urlEqualTo("/sessions/" + Samples.SESSION)));
	}

	@Test
	void deletesASession() {
		server.stubFor(any(anyUrl()).willReturn(noContent().withHeader("X-Request-Id", Samples.REQUEST_ID)));
		this.client.deleteSession(Samples.SESSION);
		server.verify(1, deleteRequestedFor(urlEqualTo("/sessions/" + Samples.SESSION)).withoutHeader("Content-Type"));
	}

	@Test
	void readsHealthWithoutSendingTheToken() {
		answer(Samples.HEALTH, 200);
		Health health = this.client.health();
		assertThat(health.isOk()).isTrue();
		assertThat(health.status()).isEqualTo("ok");
		assertThat(health.storage()).contains("wal");
		assertThat(health.databaseSize()).contains(40960L);
		server.verify(getRequestedFor(urlEqualTo("/health")).withoutHeader("Authorization"));
	}

	@Test
	void readsTheHealthOfOldServersAsText() {
		server.stubFor(any(anyUrl())
			.willReturn(aResponse().withHeader("Content-Type", "text/plain; charset=utf-8").withBody("OK\n")));
		Health health = this.client.withoutAuthentication().health();
		assertThat(health.isOk()).isTrue();
		assertThat(health.storage()).isEmpty();
		assertThat(health.databaseSize()).isEmpty();
	}

	@Test
	void saysWhenTheServerIsNotWell() {
		answer("{\"status\":\"degraded\"}", 200);
		assertThat(this.client.health().isOk()).isFalse();
	}

	@Test
	void readsTheFiguresOfTheServer() {
		answer(Samples.STATUS, 200);
		ServerStatus status = this.client.status();
		assertThat(status.status()).isEqualTo("ok");
		assertThat(status.uptime()).isEqualTo(Duration.ofSeconds(12));
		assertThat(status.activeLocks()).isEqualTo(3);
		assertThat(status.totalUsers()).isEqualTo(2);
		assertThat(status.totalAcquires()).isEqualTo(57);
		assertThat(status.totalReleases()).isEqualTo(54);
		server.verify(getRequestedFor(urlEqualTo("/status")).withoutHeader("Authorization"));
	}

	private static void answerWithDocument(String document) {
		answer(aResponse().withHeader("Content-Type", "application/yaml").withBody(document));
	}

	@Test
	void readsTheReleaseOfTheServerWithoutSendingTheToken() {
		answerWithDocument("openapi: 3.0.3\ninfo:\n  title: OctoStore API\n  version: 0.14.4\n  contact:\n");
		ServerVersion version = this.client.serverVersion();
		assertThat(version).isEqualTo(new ServerVersion(0, 14, 4)).hasToString("0.14.4");
		assertThat(version).isGreaterThan(new ServerVersion(0, 9, 9)).isLessThan(new ServerVersion(0, 14, 5));
		server.verify(getRequestedFor(urlEqualTo("/openapi.yaml")).withHeader("Accept", equalTo("application/yaml"))
			.withoutHeader("Authorization"));
	}

	@Test
	void readsTheReleaseBehindADocumentThatIsLargerThanOtherAnswersMayBe() {
		answerWithDocument("  version: 1.2.3-rc.1\n" + "#".repeat(100_000));
		assertThat(this.client.serverVersion()).isEqualTo(new ServerVersion(1, 2, 3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "version: 0.14.4\n", "  version: latest\n", "  version: 0.14\n",
			"    version: 0.14.4\n", "  version: 99999999999.0.0\n" })
	void aDocumentWithoutAReleaseIsNotUnderstood(String document) {
		answerWithDocument(document);
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.serverVersion())
			.withMessageContaining("does not name a release");
	}

	@Test
	void aPageInThePlaceOfTheDocumentIsNotUnderstood() {
		answer(aResponse().withHeader("Content-Type", "text/html").withBody("  version: 0.14.4\n"));
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.serverVersion())
			.satisfies((ex) -> assertThat(ex.isForeign()).isTrue());
	}

}
