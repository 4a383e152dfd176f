package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.octostore.client.OctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Elections are shown as this instance sees them.
 */
class ElectionBeansTests {

	@Test
	void saysWhetherThisInstanceLeads() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "tok-a");
				OctoStoreLocks locks = OctoStoreLocks.builder(client.reactive()).build();
				LeaderElection election = LeaderElection.byLock(locks, "primary").build()) {
			ElectionBeans elections = new ElectionBeans(() -> Stream.of(election), "billing-1");
			assertThat(elections.elections())
				.containsExactly(new Overview.Election("primary", null, false, null, null));
			election.start();
			await().until(election::isLeader);
			assertThat(elections.elections()).singleElement().satisfies((led) -> {
				assertThat(led.here()).isTrue();
				assertThat(led.leader()).isEqualTo("billing-1");
				assertThat(led.fencingToken()).isPositive();
				assertThat(led.remaining()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
			});
		}
	}

}
