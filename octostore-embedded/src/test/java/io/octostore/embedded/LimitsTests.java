package io.octostore.embedded;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.embedded.conformance.EventReader;
import io.octostore.embedded.conformance.WireClient;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Limits of elections and watches, which the conformance cases do not reach.
 */
class LimitsTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.adminKey("adm-key")
		.manualTime(START)
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	private final List<EventReader> watches = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (EventReader watch : this.watches) {
			watch.close();
		}
		this.server.close();
	}

	private WireAnswer createElection(String client) {
		return this.client.post("/elections").header("CF-Connecting-IP", client).send();
	}

	private WireClient.Call watchElection(String client) {
		return this.client.get("/elections/abcdefgh/watch").header("CF-Connecting-IP", client);
	}

	private EventReader open(WireClient.Call watch) {
		EventReader reader = watch.open();
		this.watches.add(reader);
		reader.frame();
		return reader;
	}

	@Test
	void allowsAClient600ElectionRequestsPerMinute() {
		for (int request = 0; request < 600; request++) {
			assertThat(createElection("192.0.2.1").status()).isEqualTo(201);
		}
		this.server.advanceTime(Duration.ofMillis(20_500));
		WireAnswer refused = createElection("192.0.2.1");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.code()).isEqualTo("rate_limited");
		assertThat(refused.header("Retry-After")).contains("40");
		assertThat(refused.number("retry_after_ms")).isEqualTo(40_000);
		assertThat(createElection("192.0.2.2").status()).isEqualTo(201);
		assertThat(createElection("no address").status()).isEqualTo(201);
		this.server.advanceTime(Duration.ofMillis(39_500));
		assertThat(createElection("192.0.2.1").status()).isEqualTo(201);
	}

	@Test
	void allowsAClientEightElectionWatches() throws IOException {
		for (int watch = 0; watch < 8; watch++) {
			open(watchElection("192.0.2.1"));
		}
		WireAnswer refused = watchElection("192.0.2.1").send();
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Retry-After")).contains("30");
		open(watchElection("2001:db8::1"));
		this.watches.get(0).close();
		await().untilAsserted(() -> assertThat(open(watchElection("192.0.2.1"))).isNotNull());
	}

	@Test
	void endsElectionWatchesAfterFifteenMinutes() {
		EventReader watch = open(watchElection("192.0.2.1"));
		this.server.advanceTime(Duration.ofMinutes(15).minusSeconds(1));
		assertThat(watch.frame()).containsExactly(": keepalive");
		this.server.advanceTime(Duration.ofSeconds(1));
		watch.skipToEnd();
	}

	@Test
	void tellsWatchersOfElections() {
		EventReader watch = open(watchElection("192.0.2.1"));
		WireAnswer won = this.client.post("/elections/abcdefgh/campaign")
			.json("{\"candidate_id\":\"node-1\",\"metadata\":\"zone=a\"}")
			.send();
		JsonNode leader = watch.data();
		assertThat(leader.get("status").asString()).isEqualTo("leader");
		assertThat(leader.get("leader").get("candidate_id").asString()).isEqualTo("node-1");
		assertThat(leader.get("leader").get("metadata").asString()).isEqualTo("zone=a");
		assertThat(leader.get("retry_after_ms").asLong()).isEqualTo(30_000);
		this.client.post("/elections/abcdefgh/resign")
			.json("{\"leader_token\":\"" + won.text("leader_token") + "\"}")
			.send();
		assertThat(watch.data().get("status").asString()).isEqualTo("vacant");
	}

	@Test
	void tellsWatchersOfExpiredTermsWithTheSweep() {
		EventReader watch = open(watchElection("192.0.2.1"));
		this.client.post("/elections/abcdefgh/campaign").json("{\"candidate_id\":\"a\",\"ttl_seconds\":6}").send();
		watch.data();
		this.server.advanceTime(Duration.ofSeconds(10));
		JsonNode vacant = watch.data();
		assertThat(vacant.get("leader").isNull()).isTrue();
		assertThat(vacant.get("observed_at").asString()).isEqualTo(START.plusSeconds(10).toString());
	}

	@Test
	void forbidsElectionsThatAreSwitchedOff() {
		try (OctoStoreServer without = OctoStoreServer.builder().elections(false).start()) {
			WireClient other = new WireClient(without.baseUrl());
			assertThat(other.post("/elections").send().code()).isEqualTo("forbidden");
			assertThat(other.get("/elections/abcdefgh").send().code()).isEqualTo("forbidden");
			assertThat(other.get("/elections/abcdefgh/watch").send().code()).isEqualTo("forbidden");
			assertThat(other.post("/elections/abcdefgh/campaign").json("{").send().status()).isEqualTo(400);
			for (String operation : List.of("renew", "resign")) {
				assertThat(
						other.post("/elections/abcdefgh/" + operation).json("{\"leader_token\":\"x\"}").send().code())
					.isEqualTo("forbidden");
			}
		}
	}

	@Test
	void showsTheAdministratorEverything() {
		this.client.post("/locks/report/acquire").as("tok-a").json("{\"metadata\":\"m\"}").send();
		this.client.post("/locks/admin/acquire").header("X-Admin-Key", "adm-key").json("{}").send();
		this.client.post("/elections/abcdefgh/campaign").json("{\"candidate_id\":\"a\"}").send();
		WireAnswer status = this.client.get("/admin/status").header("X-Admin-Key", "adm-key").send();
		assertThat(status.number("active_locks")).isEqualTo(3);
		assertThat(status.number("total_acquires")).isEqualTo(3);
		assertThat(status.number("total_users")).isEqualTo(1);
		assertThat(status.json().get("locks")).anySatisfy((lock) -> {
			assertThat(lock.get("name").asString()).isEqualTo("report");
			assertThat(lock.get("holder_username").asString()).isEqualTo("alice");
			assertThat(lock.get("expires_at").asString()).isEqualTo("2026-03-01T10:01:00+00:00");
			assertThat(lock.get("ttl_remaining_seconds").asLong()).isEqualTo(60);
		})
			.anySatisfy((lock) -> assertThat(lock.get("holder_username").asString()).isEqualTo("admin"))
			.anySatisfy((lock) -> assertThat(lock.get("holder_username").asString()).isEqualTo("unknown"));
		assertThat(status.json().get("users").get(0).get("created_at").asString())
			.isEqualTo("2026-03-01T10:00:00+00:00");
	}

	@Test
	void measuresRequests() {
		this.client.post("/locks/report/acquire").as("tok-a").json("{}").send();
		this.client.post("/locks/report/acquire").as("nope").json("{}").send();
		this.server.advanceTime(Duration.ofMinutes(10));
		WireAnswer metrics = this.client.get("/metrics").header("X-Admin-Key", "adm-key").send();
		assertThat(metrics.number("total_requests")).isEqualTo(2);
		assertThat(metrics.number("uptime_seconds")).isEqualTo(600);
		assertThat(metrics.number("total_users")).isEqualTo(1);
		assertThat(metrics.json().get("endpoints").get("acquire").get("count").asLong()).isEqualTo(2);
		assertThat(metrics.json().get("endpoints").get("acquire").get("errors").asLong()).isEqualTo(1);
		assertThat(metrics.json().get("endpoints").get("acquire").get("p95_ms").asString()).matches("\\d+\\.\\d");
		WireAnswer history = this.client.get("/admin/metrics/timeseries?window=12h")
			.header("X-Admin-Key", "adm-key")
			.send();
		assertThat(history.text("window")).isEqualTo("12h");
		assertThat(history.json().get("timestamps").toString()).isEqualTo("[" + START.getEpochSecond() + "]");
		assertThat(history.json().get("request_volume").toString()).isEqualTo("[2]");
		assertThat(history.json().get("active_locks").toString()).isEqualTo("[1]");
		assertThat(
				this.client.get("/admin/metrics/timeseries?window=2h").header("X-Admin-Key", "adm-key").send().code())
			.isEqualTo("invalid_input");
	}

	@Test
	void hasPages() {
		assertThat(this.client.get("/").send().header("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(this.client.get("/docs").send().body()).contains("OctoStore");
	}

}
