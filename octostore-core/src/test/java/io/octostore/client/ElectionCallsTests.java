package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.UnsupportedServerException;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ElectionCallsTests extends ClientBench {

	private static final Duration TTL = Duration.ofSeconds(30);

	private static final String ROOM = "build-leader";

	private static final CampaignRequest CAMPAIGN = CampaignRequest.of("node-1", TTL);

	@AfterEach
	void sendsNoToken() {
		server.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + Samples.TOKEN)));
	}

	@Test
	void createsARoomWithoutABodyAndWithoutCredentials() {
		answer("{\"election_id\":\"Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3Jh\",\"campaign_path\":\"/x\"}", 201);
		assertThat(this.client.createElection().id()).isEqualTo("Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3Jh");
		server.verify(1,
				postRequestedFor(urlEqualTo("/elections")).withHeader("Content-Type", absent())
					.withHeader("Authorization", absent())
					.withRequestBody(absent()));
	}

	@Test
	void needsNoToken() {
		answer(Samples.FOLLOWER, 200);
		try (OctoStoreClient anonymous = OctoStoreClient.withoutAuthentication(server.baseUrl())) {
			assertThat(anonymous.campaign(ROOM, CAMPAIGN)).isInstanceOf(CampaignResult.Follower.class);
		}
	}

	@Test
	void aCampaignSendsWhatIsAskedFor() {
		answer(Samples.ELECTED, 200);
		this.client.campaign(ROOM, CAMPAIGN.withMetadata("zone \"a\" \ud83d\udc19"));
		server.verify(1,
				postRequestedFor(urlEqualTo("/elections/build-leader/campaign")).withRequestBody(equalToJson("""
						{"candidate_id": "node-1", "ttl_seconds": 30, "metadata": "zone \\"a\\" \ud83d\udc19"}""")));
	}

	@Test
	void aCampaignThatIsWon() {
		answer(Samples.ELECTED, 200);
		assertThat(this.client.campaign(ROOM, CAMPAIGN)).isInstanceOfSatisfying(CampaignResult.Elected.class,
				(elected) -> {
					assertThat(elected.leaderToken()).isEqualTo(Samples.LEADER_TOKEN);
					assertThat(elected.renewAfter()).contains(Duration.ofSeconds(15));
					assertThat(elected.leader().candidateId()).isEqualTo("node-1");
					assertThat(elected.leader().term()).isEqualTo(41);
					assertThat(elected.leader().expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:00:30.200Z"));
					assertThat(elected.leader().metadata()).contains("zone=a");
					assertThat(elected).hasToString("Elected[ElectionLeader[candidateId=node-1, term=41,"
							+ " expiresAt=2026-03-01T10:00:30.200Z]]");
				});
	}

	@Test
	void aCampaignThatIsLostIsAnAnswerAndNotAnError() {
		answer(Samples.FOLLOWER, 200);
		assertThat(this.client.campaign(ROOM, CAMPAIGN)).isInstanceOfSatisfying(CampaignResult.Follower.class,
				(follower) -> {
					assertThat(follower.leader().candidateId()).isEqualTo("node-2");
					assertThat(follower.leader().metadata()).isEmpty();
					assertThat(follower.retryAfter()).contains(Duration.ofMillis(18402));
				});
	}

	@Test
	void aFollowerThatSeesItsOwnIdIsAFollowerAllTheSame() {
		answer(Samples.FOLLOWER.replace("node-2", "node-1"), 200);
		assertThat(this.client.campaign(ROOM, CAMPAIGN)).isInstanceOf(CampaignResult.Follower.class);
	}

	@Test
	void theStateOfARoom() {
		answer("{\"election_id\":\"build-leader\",\"status\":\"vacant\",\"retry_after_ms\":0}", 200);
		ElectionStatus vacant = this.client.getElection(ROOM);
		assertThat(vacant.isVacant()).isTrue();
		assertThat(vacant.retryAfter()).contains(Duration.ZERO);
		answer(Samples.LED, 200);
		ElectionStatus led = this.client.getElection(ROOM);
		assertThat(led.isVacant()).isFalse();
		assertThat(led.electionId()).isEqualTo(ROOM);
		assertThat(led.leader()).hasValueSatisfying((leader) -> assertThat(leader.term()).isEqualTo(41));
		server.verify(2, getRequestedFor(urlEqualTo("/elections/build-leader")));
	}

	@Test
	void aRenewalSendsTokenAndTtl() {
		answer(Samples.ELECTED, 200);
		assertThat(this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, Duration.ofSeconds(45)).leader().term())
			.isEqualTo(41);
		server.verify(postRequestedFor(urlEqualTo("/elections/build-leader/renew"))
			.withRequestBody(equalTo("{\"leader_token\":\"" + Samples.LEADER_TOKEN + "\",\"ttl_seconds\":45}")));
	}

	@Test
	void aResignationSendsTheToken() {
		answer("{\"election_id\":\"build-leader\",\"status\":\"vacant\",\"previous_term\":41}", 200);
		assertThat(this.client.resignLeadership(ROOM, Samples.LEADER_TOKEN)).isEqualTo(new Resignation(ROOM, 41));
		server.verify(1, postRequestedFor(urlEqualTo("/elections/build-leader/resign"))
			.withRequestBody(equalTo("{\"leader_token\":\"" + Samples.LEADER_TOKEN + "\"}")));
	}

	@Test
	void answersAboutSomebodyElseAreNotBelieved() {
		answer(Samples.ELECTED.replace("build-leader", "other-room"), 200);
		assertMismatch("election", () -> this.client.campaign(ROOM, CAMPAIGN));
		assertMismatch("election", () -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL));
		answer(Samples.ELECTED.replace("node-1", "node-2"), 200);
		assertMismatch("candidate", () -> this.client.campaign(ROOM, CAMPAIGN));
		answer(Samples.ELECTED.replace(Samples.LEADER_TOKEN, "another"), 200);
		assertMismatch("leader", () -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL));
		answer(Samples.LED.replace("build-leader", "other-room"), 200);
		assertMismatch("election", () -> this.client.getElection(ROOM));
		answer("{\"election_id\":\"other-room\",\"status\":\"vacant\",\"previous_term\":41}", 200);
		assertMismatch("election", () -> this.client.resignLeadership(ROOM, Samples.LEADER_TOKEN));
	}

	private static void assertMismatch(String identity, ThrowingCallable call) {
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(call)
			.withMessageContaining("another " + identity)
			.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
	}

	@Test
	void aStateThatIsNoneIsNotBelieved() {
		answer(Samples.ELECTED.replace("\"leader\",\"election_id\"", "\"king\",\"election_id\""), 200);
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> this.client.campaign(ROOM, CAMPAIGN),
				() -> this.client.getElection(ROOM), () -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL),
				() -> this.client.resignLeadership(ROOM, Samples.LEADER_TOKEN))) {
			assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(call)
				.withMessageContaining("member 'status'");
		}
	}

	@Test
	void badArgumentsAreRefusedBeforeAnyRequest() {
		assertInvalid("The election id 'short' is not allowed", () -> this.client.getElection("short"));
		assertInvalid("The election id '../sessions'", () -> this.client.campaign("../sessions", CAMPAIGN));
		assertInvalid("The election id", () -> this.client.renewLeadership("x".repeat(65), "t", TTL));
		assertInvalid("The election id", () -> this.client.reactive().watchElection("a b c d e"));
		assertInvalid("The candidate id 'a b' is not allowed", () -> CampaignRequest.of("a b", TTL));
		assertInvalid("The candidate id ''", () -> CampaignRequest.of("", TTL));
		assertInvalid("The election TTL is PT4S", () -> CampaignRequest.of("a", Duration.ofSeconds(4)));
		assertInvalid("The election TTL is PT5M1S", () -> CampaignRequest.of("a", Duration.ofSeconds(301)));
		assertInvalid("The metadata has 1025 characters", () -> CAMPAIGN.withMetadata("x".repeat(1025)));
		assertInvalid("The election TTL is PT1.5S",
				() -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, Duration.ofMillis(1500)));
		server.verify(0, anyRequestedFor(anyUrl()));
	}

	private static void assertInvalid(String message, ThrowingCallable call) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(call).withMessageStartingWith(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tok marker 4711", "tok-marker-4711\"" })
	void aLeaderTokenThatIsNoneIsNotShown(String token) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.resignLeadership(ROOM, token))
			.withMessageStartingWith("The leader token must have 1 to 256")
			.withMessageNotContaining("4711");
	}

	@Test
	void aTermThatIsOver() {
		for (int status : List.of(400, 404)) {
			answer(Samples.error("lease_not_current"), status);
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL))
				.withMessageStartingWith(
						"Renewal of election 'build-leader' was refused with status " + status + ": the term is over")
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
		}
	}

	@ParameterizedTest
	@CsvSource({ "400, Invalid lease ID", "404, Lock not found" })
	void aTermThatIsOverOnAServerWithoutCodes(int status, String label) {
		answer(Samples.oldError(label), status);
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.client.resignLeadership(ROOM, Samples.LEADER_TOKEN))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
	}

	@Test
	void aServerWithoutElectionsIsNoQuestionOfCredentials() {
		answer(Samples.error("forbidden"), 403);
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.client.campaign(ROOM, CAMPAIGN))
			.withMessageContaining("the server offers no elections")
			.isExactlyInstanceOf(OctoStoreServerException.class);
	}

	@Test
	void aServerThatIsTooOldIsToldByItsRefusalOfARequestWithoutAToken() {
		server.stubFor(any(anyUrl())
			.willReturn(aResponse().withHeader("Content-Type", "text/html").withBody("<html>docs</html>")));
		server.stubFor(get("/locks").willReturn(jsonResponse(Samples.oldError("Authorization header required"), 401)));
		assertUnsupported("v0.12.0", () -> this.client.createElection());
		assertUnsupported("v0.12.0", () -> this.client.campaign(ROOM, CAMPAIGN));
		assertUnsupported("v0.12.0", () -> this.client.getElection(ROOM));
		assertUnsupported("v0.12.0", () -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL));
		assertUnsupported("v0.12.0", () -> this.client.resignLeadership(ROOM, Samples.LEADER_TOKEN));
	}

	@Test
	void aPageOrAnEmptyAnswerAloneDoesNotMakeAServerOld() {
		for (ResponseDefinitionBuilder answer : List.of(
				aResponse().withHeader("Content-Type", "text/html").withBody("<html>portal</html>"),
				aResponse().withStatus(404))) {
			server.stubFor(any(anyUrl()).willReturn(answer));
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> this.client.campaign(ROOM, CAMPAIGN))
				.withMessageContaining("did not come from an OctoStore server")
				.satisfies((ex) -> assertThat(ex.isForeign()).isTrue());
			StepVerifier.create(this.client.reactive().watchElection(ROOM))
				.expectErrorSatisfies(
						(failure) -> assertThat(((OctoStoreProtocolException) failure).isForeign()).isTrue())
				.verify(Duration.ofSeconds(10));
		}
	}

	private static void assertUnsupported(String release, ThrowingCallable call) {
		assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.requiredRelease()).isEqualTo(release));
	}

	@Test
	void aCampaignThatMayHaveBeenWonIsNotRepeatedButARenewalIs() {
		answer("{}", 503);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.client.campaign(ROOM, CAMPAIGN));
		server.verify(1, postRequestedFor(urlEqualTo("/elections/build-leader/campaign")));
		assertThatExceptionOfType(OctoStoreException.class)
			.isThrownBy(() -> this.client.renewLeadership(ROOM, Samples.LEADER_TOKEN, TTL));
		server.verify(3, postRequestedFor(urlEqualTo("/elections/build-leader/renew")));
	}

	@Test
	void aWatchReadsStatesAndSkipsWhatIsNone() {
		server.stubFor(any(anyUrl()).willReturn(aResponse().withHeader("Content-Type", "text/event-stream")
			.withBody(
					"""
							event: state
							retry:1000
							data: {"schema_version":1,"election_id":"build-leader","status":"vacant","leader":null,"retry_after_ms":0}

							: keepalive

							data: {"status":

							data: {"election_id":"other-room","status":"vacant","leader":null}

							event: state
							retry:1000
							data: %s

							"""
						.formatted(Samples.LED))));
		StepVerifier.create(this.client.reactive().watchElection(ROOM))
			.assertNext((state) -> assertThat(state.isVacant()).isTrue())
			.assertNext((state) -> assertThat(state.leader())
				.hasValueSatisfying((leader) -> assertThat(leader.candidateId()).isEqualTo("node-1")))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
		server.verify(getRequestedFor(urlEqualTo("/elections/build-leader/watch"))
			.withHeader("Accept", equalTo("text/event-stream"))
			.withHeader("Authorization", absent()));
	}

}
