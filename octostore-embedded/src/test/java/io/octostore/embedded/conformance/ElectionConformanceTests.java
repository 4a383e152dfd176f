package io.octostore.embedded.conformance;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 113 to 120: elections.
 */
class ElectionConformanceTests extends ConformanceCases {

	private final String election = this.name.substring(0, 30);

	private WireAnswer campaign(String candidate) {
		return campaign(this.election, candidate, 30);
	}

	private WireAnswer campaign(String id, String candidate, int ttl) {
		return this.http.post("/elections/" + id + "/campaign")
			.json("{\"candidate_id\":\"" + candidate + "\",\"ttl_seconds\":" + ttl + "}")
			.send();
	}

	private WireAnswer withToken(String operation, String token) {
		return this.http.post("/elections/" + this.election + "/" + operation)
			.json("{\"leader_token\":\"" + token + "\"}")
			.send();
	}

	@Test
	@DisplayName("113. an election is created without an account")
	void createsAnElection() {
		WireAnswer answer = this.http.post("/elections").send();
		assertThat(answer.status()).isEqualTo(201);
		String id = answer.text("election_id");
		assertThat(id).hasSize(32);
		for (String member : List.of("campaign_path", "status_path", "watch_path")) {
			assertThat(answer.text(member)).contains(id);
		}
	}

	@Test
	@DisplayName("114. the first candidate leads, the second follows")
	void electsTheFirst() {
		WireAnswer leader = campaign("a");
		assertThat(leader.text("status")).isEqualTo("leader");
		assertThat(leader.text("leader_token")).hasSize(43);
		assertThat(leader.json().get("leader").get("term").asLong()).isPositive();
		assertThat(leader.number("renew_after_ms")).isEqualTo(15_000);
		WireAnswer follower = campaign("b");
		assertThat(follower.text("status")).isEqualTo("follower");
		assertThat(follower.json().get("leader").get("candidate_id").asString()).isEqualTo("a");
		assertThat(follower.number("retry_after_ms")).isBetween(28_000L, 30_000L);
		assertThat(follower.json().has("leader_token")).isFalse();
	}

	@Test
	@DisplayName("115. campaigning again makes the leader a follower")
	void takesEveryCampaignForANewOne() {
		campaign("a");
		assertThat(campaign("a").text("status")).isEqualTo("follower");
	}

	@Test
	@DisplayName("116. a leader renews and resigns with its token")
	void renewsAndResigns() {
		WireAnswer won = campaign("a");
		String token = won.text("leader_token");
		long term = won.json().get("leader").get("term").asLong();
		WireAnswer renewed = withToken("renew", token);
		assertThat(renewed.text("status")).isEqualTo("leader");
		assertThat(renewed.text("leader_token")).isEqualTo(token);
		assertThat(renewed.json().get("leader").get("term").asLong()).isEqualTo(term);
		WireAnswer resigned = withToken("resign", token);
		assertThat(resigned.text("status")).isEqualTo("vacant");
		assertThat(resigned.number("previous_term")).isEqualTo(term);
		assertError(withToken("renew", token), 404, "lease_not_current");
		assertError(withToken("resign", token), 404, "lease_not_current");
	}

	@Test
	@DisplayName("117. an old token is 400 lease_not_current, a malformed one 400 invalid_input")
	@Tag("field-fault-E2")
	void refusesOtherTokens() {
		assertError(withToken("renew", "A".repeat(43)), 404, "lease_not_current");
		refusesMalformedTokens();
		String old = campaign("a").text("leader_token");
		withToken("resign", old);
		campaign("b");
		assertError(withToken("renew", old), 400, "lease_not_current");
		refusesMalformedTokens();
	}

	/**
	 * Before they are looked up: a leader makes no difference. The last character of 43
	 * has two bits that must be zero.
	 */
	private void refusesMalformedTokens() {
		for (String token : List.of("", "xyz", "A".repeat(42), "A".repeat(42) + "B", "A".repeat(43) + "=",
				"A".repeat(44), "+".repeat(42) + "A", "A".repeat(42) + " ")) {
			assertError(withToken("renew", token), 400, "invalid_input");
			assertError(withToken("resign", token), 400, "invalid_input");
		}
	}

	@Test
	@DisplayName("118. ids and the TTL have rules")
	void checksItsInput() {
		assertError(campaign("short", "a", 30), 400, "invalid_input");
		assertError(campaign(this.election, "a b", 30), 400, "invalid_input");
		assertError(campaign(this.election, "a", 4), 400, "invalid_ttl");
		assertError(campaign(this.election, "a", 301), 400, "invalid_ttl");
	}

	@Test
	@DisplayName("119. a vacant room has no leader, and null for watchers")
	void showsAVacantRoom() throws IOException {
		JsonNode status = this.http.get("/elections/" + this.election).send().json();
		assertThat(status.get("status").asString()).isEqualTo("vacant");
		assertThat(status.get("retry_after_ms").asLong()).isZero();
		assertThat(status.has("leader")).isFalse();
		try (EventReader watch = this.http.get("/elections/" + this.election + "/watch").open()) {
			List<String> frame = watch.frame();
			assertThat(frame).hasSize(3).startsWith("event: state", "retry:1000");
			JsonNode data = new JsonMapper().readTree(frame.get(2).substring("data: ".length()));
			assertThat(data.get("status").asString()).isEqualTo("vacant");
			assertThat(data.get("leader").isNull()).isTrue();
		}
	}

	@Test
	@DisplayName("120. elections and locks share the counter")
	void sharesTheCounter() {
		long term = campaign("a").json().get("leader").get("term").asLong();
		assertThat(acquire(A).number("fencing_token")).isGreaterThan(term);
	}

}
