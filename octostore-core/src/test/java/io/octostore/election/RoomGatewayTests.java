package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.Operation;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that answer in the place of the server, as leaders of rooms see them.
 */
class RoomGatewayTests {

	private static final Fault NOT_FOUND = Fault.answer(404, "application/json", "{\"message\":\"x\"}");

	private static final Fault PAGE = Fault.answer(502, "text/html", "<html>nginx</html>");

	private final TestServer server = TestServer.embedded();

	private ReactiveOctoStoreClient client;

	private LeaderElection election;

	@BeforeEach
	void start() {
		this.client = ReactiveOctoStoreClient.withoutAuthentication(this.server.baseUrl());
		this.election = LeaderElection.inRoom(this.client, "build-leader").ttl(Duration.ofSeconds(5)).build();
	}

	@AfterEach
	void stop() {
		this.server.control().faults().clear();
		this.election.close();
		this.client.close();
		this.server.close();
	}

	@Test
	@Tag("field-fault-A1")
	void aRenewalThatAProxyAnswersLosesNothing() {
		this.election.start();
		await().until(this.election::isLeader);
		long term = this.election.leadership().orElseThrow().fencingToken();
		this.server.control().faults().next(Operation.RENEW_TERM, NOT_FOUND);
		this.server.control().faults().next(Operation.RENEW_TERM, PAGE);
		await().atMost(20, TimeUnit.SECONDS).until(() -> this.server.count(Operation.RENEW_TERM) >= 3);
		assertThat(this.server.control().faults().pending()).isZero();
		assertThat(this.election.isLeader()).isTrue();
		assertThat(this.election.leadership().orElseThrow().fencingToken()).isEqualTo(term);
	}

	@Test
	@Tag("field-fault-A3")
	void aResignationThatAProxyAnswersIsRepeated() {
		this.election.start();
		await().until(this.election::isLeader);
		this.server.control().faults().next(Operation.RESIGN, NOT_FOUND);
		this.election.stop().join();
		await().until(() -> this.server.count(Operation.RESIGN) >= 2);
	}

	@Test
	@Tag("field-fault-A4")
	void aCandidateOutlastsAnIngressThatAnswersForAWhile() {
		this.server.control().faults().next(Operation.CAMPAIGN, NOT_FOUND);
		this.server.control().faults().next(Operation.CAMPAIGN, PAGE);
		this.election.start();
		await().atMost(20, TimeUnit.SECONDS).until(this.election::isLeader);
	}

}
