package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Leader rooms on a server that speaks the protocol, here the in-process one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaderRoomsIntegrationTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private TestServer server;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeAll
	void start() {
		this.server = startServer();
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void leadersFollowOneAnother() throws Exception {
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.withoutAuthentication(this.server.baseUrl());
				LeaderRooms first = LeaderRooms.of(client);
				LeaderRooms second = LeaderRooms.of(client)) {
			String room = client.createElection().block().id();
			HeldLeadership leader = first.campaign(room, CampaignRequest.of("node-1", TTL)).get(10, TimeUnit.SECONDS);
			assertThat(leader.isLeader()).isTrue();
			assertThat(leader.remaining()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
			assertThat(client.getElection(room).block().leader()).hasValueSatisfying((shown) -> {
				assertThat(shown.term()).isEqualTo(leader.term());
				assertThat(shown.candidateId()).startsWith("node-1.");
			});
			CompletableFuture<HeldLeadership> follower = second.campaign(room,
					CampaignRequest.of("node-2", TTL).withMetadata("zone=a"));
			assertThat(leader.resign().get(10, TimeUnit.SECONDS)).isTrue();
			try (HeldLeadership next = follower.get(10, TimeUnit.SECONDS)) {
				assertThat(next.term()).isGreaterThan(leader.term());
				assertThat(leader.isLeader()).isFalse();
			}
			await().until(() -> client.getElection(room).block().isVacant());
		}
	}

	@Test
	void aCandidateThatGivesUpLeavesNothingBehind() {
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.withoutAuthentication(this.server.baseUrl());
				LeaderRooms rooms = LeaderRooms.of(client)) {
			String room = client.createElection().block().id();
			rooms.campaign(room, CampaignRequest.of("node-1", TTL)).cancel(true);
			await().until(() -> client.getElection(room).block().isVacant());
			rooms.close();
			assertThat(client.getElection(room).block().isVacant()).isTrue();
		}
	}

}
