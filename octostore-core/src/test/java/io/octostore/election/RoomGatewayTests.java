package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.client.ElectionLeader;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.testsupport.Gateway;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that answer in the place of the server, as leaders of rooms see them.
 */
class RoomGatewayTests {

	private static final int ALWAYS = Integer.MAX_VALUE;

	private static final Predicate<String> CAMPAIGN = (request) -> request.endsWith("/campaign");

	private static final Predicate<String> RENEWAL = (request) -> request.endsWith("/renew");

	private static final Predicate<String> RESIGNATION = (request) -> request.endsWith("/resign");

	private static final Predicate<String> WATCH = (request) -> request.endsWith("/watch");

	private TestServer server;

	private Gateway gateway;

	private ReactiveOctoStoreClient client;

	private ReactiveOctoStoreClient direct;

	private String room;

	private LeaderElection election;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeEach
	void start() {
		this.server = startServer();
		this.gateway = new Gateway(this.server.baseUrl());
		this.direct = ReactiveOctoStoreClient.withoutAuthentication(this.server.baseUrl());
		this.room = this.direct.createElection().block().id();
		this.client = ReactiveOctoStoreClient.withoutAuthentication(this.gateway.baseUrl());
		this.election = LeaderElection.inRoom(this.client, this.room).ttl(Duration.ofSeconds(5)).build();
	}

	@AfterEach
	void stop() {
		this.gateway.stepAside();
		this.election.close();
		this.client.close();
		this.direct.close();
		this.gateway.close();
		this.server.close();
	}

	private void notFound(Predicate<String> which, int times) {
		this.gateway.answer(which, times, 404, "application/json", "{\"message\":\"x\"}");
	}

	private long lead() {
		this.election.start();
		await().atMost(20, TimeUnit.SECONDS).until(this.election::isLeader);
		return this.election.leadership().orElseThrow().fencingToken();
	}

	private long termOnTheServer() {
		return this.direct.getElection(this.room).block().leader().map(ElectionLeader::term).orElse(0L);
	}

	@ParameterizedTest
	@CsvSource({ "404, application/json, '{\"message\":\"x\"}'", "502, text/html, <html>nginx</html>",
			"410, application/json, '{\"error\":\"Gone\"}'",
			"400, application/json, '{\"code\":\"lease_not_current\"}'", "200, text/html, <html>portal</html>",
			"204, text/plain, ''" })
	@Tag("field-fault-A1")
	void aRenewalThatAProxyAnswersLosesNothing(int status, String type, String body) {
		long term = lead();
		long before = this.gateway.count(RENEWAL);
		this.gateway.answer(RENEWAL, 1, status, type, body);
		await().atMost(20, TimeUnit.SECONDS).until(() -> this.gateway.count(RENEWAL) >= before + 2);
		assertThat(this.election.isLeader()).isTrue();
		assertThat(this.election.leadership().orElseThrow().fencingToken()).isEqualTo(term);
		assertThat(termOnTheServer()).isEqualTo(term);
	}

	@Test
	@Tag("field-fault-A1")
	void aLeadershipThatProxiesEndIsWonAgain() {
		long term = lead();
		notFound(RENEWAL.or(RESIGNATION), ALWAYS);
		await().atMost(20, TimeUnit.SECONDS).until(() -> !this.election.isLeader());
		this.gateway.stepAside();
		await().atMost(30, TimeUnit.SECONDS).until(this.election::isLeader);
		assertThat(this.election.leadership().orElseThrow().fencingToken()).isGreaterThan(term);
	}

	@Test
	@Tag("field-fault-A3")
	void aResignationThatAProxyAnswersIsRepeated() {
		lead();
		notFound(RESIGNATION, 1);
		this.election.stop().join();
		await().until(() -> this.gateway.count(RESIGNATION) >= 2);
		await().until(() -> termOnTheServer() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "404, application/json, '{\"message\":\"x\"}'", "502, text/html, <html>nginx</html>",
			"200, application/json, '{\"status\":\"ok\"}'", "204, text/plain, ''" })
	@Tag("field-fault-A4")
	void aCandidateOutlastsAnIngressThatAnswersForAWhile(int status, String type, String body) {
		this.gateway.answer(CAMPAIGN, 2, status, type, body);
		lead();
		assertThat(this.gateway.count(CAMPAIGN)).isGreaterThanOrEqualTo(3);
	}

	/**
	 * The watch of a candidate that follows only brings its next campaign forward.
	 */
	@Test
	@Tag("field-fault-A4")
	void aFollowerWhoseWatchAProxyAnswersLeadsWhenTheLeaderHasGone() {
		try (LeaderElection other = LeaderElection.inRoom(this.direct, this.room).ttl(Duration.ofSeconds(5)).build()) {
			other.start();
			await().atMost(20, TimeUnit.SECONDS).until(other::isLeader);
			notFound(WATCH, ALWAYS);
			this.election.start();
			await().atMost(20, TimeUnit.SECONDS).until(() -> this.gateway.count(WATCH) >= 1);
			assertThat(this.election.isLeader()).isFalse();
			other.stop().join();
			await().atMost(30, TimeUnit.SECONDS).until(this.election::isLeader);
		}
	}

}
