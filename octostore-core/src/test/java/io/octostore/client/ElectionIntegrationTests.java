package io.octostore.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.Disposable;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreServerException;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Elections on a server that speaks the protocol, here the in-process one. The clients
 * have no token.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ElectionIntegrationTests {

	private static final Duration TTL = Duration.ofSeconds(30);

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

	private OctoStoreClient client() {
		return OctoStoreClient.builder().baseUrl(this.server.baseUrl()).build();
	}

	private static void assertOver(Runnable call) {
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
	}

	@Test
	void theLifeOfAnElection() {
		try (OctoStoreClient client = client()) {
			String room = client.createElection().id();
			assertThat(client.getElection(room).isVacant()).isTrue();
			CampaignResult.Elected first = (CampaignResult.Elected) client.campaign(room,
					CampaignRequest.of("node-1", TTL).withMetadata("zone \"a\" \ud83d\udc19"));
			assertThat(first.renewAfter()).contains(Duration.ofSeconds(15));
			assertThat(first.leader().metadata()).contains("zone \"a\" \ud83d\udc19");
			assertThat(client.getElection(room).leader()).contains(first.leader());
			assertThat(client.campaign(room, CampaignRequest.of("node-2", TTL))).isInstanceOfSatisfying(
					CampaignResult.Follower.class,
					(follower) -> assertThat(follower.leader().term()).isEqualTo(first.leader().term()));
			CampaignResult.Elected renewed = client.renewLeadership(room, first.leaderToken(), Duration.ofSeconds(60));
			assertThat(renewed.leader().term()).isEqualTo(first.leader().term());
			assertThat(renewed.leader().expiresAt()).isAfter(first.leader().expiresAt());
			assertThat(client.resignLeadership(room, first.leaderToken()))
				.isEqualTo(new Resignation(room, first.leader().term()));
			assertOver(() -> client.renewLeadership(room, first.leaderToken(), TTL));
			assertOver(() -> client.resignLeadership(room, first.leaderToken()));
			CampaignResult.Elected second = (CampaignResult.Elected) client.campaign(room,
					CampaignRequest.of("node-2", TTL));
			assertThat(second.leader().term()).isGreaterThan(first.leader().term());
			assertOver(() -> client.renewLeadership(room, first.leaderToken(), TTL));
			client.resignLeadership(room, second.leaderToken());
		}
	}

	@Test
	void aLeaderThatCampaignsAgainIsItsOwnFollower() {
		try (OctoStoreClient client = client()) {
			String room = client.createElection().id();
			CampaignResult.Elected elected = (CampaignResult.Elected) client.campaign(room,
					CampaignRequest.of("node-1", TTL));
			assertThat(client.campaign(room, CampaignRequest.of("node-1", TTL)))
				.isInstanceOfSatisfying(CampaignResult.Follower.class, (follower) -> {
					assertThat(follower.leader()).isEqualTo(elected.leader());
					assertThat(follower.retryAfter())
						.hasValueSatisfying((advice) -> assertThat(advice).isBetween(Duration.ofSeconds(20), TTL));
				});
			client.resignLeadership(room, elected.leaderToken());
		}
	}

	@Test
	void aWatchShowsTheLeadersAndTheVacancies() {
		try (OctoStoreClient client = client()) {
			String room = client.createElection().id();
			List<ElectionStatus> states = new CopyOnWriteArrayList<>();
			Disposable watch = client.reactive().watchElection(room).subscribe(states::add);
			await().until(() -> states.size() == 1);
			assertThat(states.get(0).isVacant()).isTrue();
			CampaignResult.Elected elected = (CampaignResult.Elected) client.campaign(room,
					CampaignRequest.of("node-1", TTL));
			await().until(() -> !states.get(states.size() - 1).isVacant());
			assertThat(states.get(states.size() - 1).leader()).contains(elected.leader());
			client.resignLeadership(room, elected.leaderToken());
			await().until(() -> states.get(states.size() - 1).isVacant());
			watch.dispose();
		}
	}

}
