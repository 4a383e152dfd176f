package io.octostore.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.embedded.conformance.EventReader;
import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is served to the page of a server.
 */
class ConsolePageTests {

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.adminKey("adm-key")
		.console(true)
		.manualTime()
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	@AfterEach
	void close() {
		this.server.close();
	}

	private JsonNode acquire(String token, String name, String body) {
		return this.client.post("/locks/" + name + "/acquire").as(token).json(body).send().json();
	}

	@Test
	void servesThePageUnderAStrictPolicy() {
		WireClient.WireAnswer answer = this.client.get("/octostore/").send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).hasValue("text/html; charset=utf-8");
		assertThat(answer.header("content-security-policy")).hasValue("default-src 'none'; script-src 'self'; "
				+ "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
				+ "frame-ancestors 'none'; require-trusted-types-for 'script'");
		assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
		assertThat(answer.header("referrer-policy")).hasValue("no-referrer");
		assertThat(answer.header("cache-control")).hasValue("no-store");
		assertThat(answer.body()).doesNotContain("<style", "style=", "onclick", "http:", "https:");
	}

	@Test
	void servesEveryFileThatThePageNames() {
		String page = this.client.get("/octostore/").send().body();
		for (String file : List.of("console.css", "main.js", "icon.svg")) {
			assertThat(page).contains('"' + file + '"');
		}
		assertThat(this.client.get("/octostore/console.css").send().header("content-type"))
			.hasValue("text/css; charset=utf-8");
		assertThat(this.client.get("/octostore/icon.svg").send().header("content-type")).hasValue("image/svg+xml");
		WireClient.WireAnswer script = this.client.get("/octostore/main.js").send();
		assertThat(script.header("content-type")).hasValue("text/javascript; charset=utf-8");
		script.body()
			.lines()
			.filter((line) -> line.contains("from \"./"))
			.map((line) -> line.replaceAll(".*from \"\\./(.*)\";", "$1"))
			.forEach((module) -> assertThat(this.client.get("/octostore/" + module).send().status()).isEqualTo(200));
	}

	@Test
	void leadsFromThePathToThePage() {
		WireClient.WireAnswer answer = this.client.get("/octostore").send();
		assertThat(answer.status()).isEqualTo(302);
		assertThat(answer.header("location")).hasValue("/octostore/");
		assertThat(this.server.consoleUrl()).hasValue(this.server.baseUrl().resolve("/octostore/"));
	}

	@Test
	void servesNothingElse() {
		for (String path : List.of("missing.js", "../OctoStoreServer.class", "%2e%2e/OctoStoreServer.class", "main",
				"main.class", "console/main.js", "index.HTML")) {
			assertThat(this.client.get("/octostore/" + path).send().status()).as(path).isEqualTo(404);
		}
		WireClient.WireAnswer posted = this.client.post("/octostore/").json("{}").send();
		assertThat(posted.status()).isEqualTo(405);
		assertThat(posted.header("allow")).hasValue("GET,HEAD");
		assertThat(this.client.call("HEAD", "/octostore/").send().header("content-length")).isPresent();
		assertThat(this.client.call("HEAD", "/octostore/events").send().status()).isEqualTo(200);
	}

	@Test
	void refusesNamesThatAnotherPageHasLedHere() throws IOException {
		assertThat(statusFor("127.0.0.1:" + this.server.port())).contains(" 200 ");
		assertThat(statusFor("localhost:" + this.server.port())).contains(" 200 ");
		assertThat(statusFor("[::1]")).contains(" 200 ");
		assertThat(statusFor("attacker.example:" + this.server.port())).contains(" 403 ");
		assertThat(statusFor("127.0.0.1.attacker.example")).contains(" 403 ");
	}

	private String statusFor(String host) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			String request = "GET /octostore/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return answer.substring(0, answer.indexOf("\r\n"));
		}
	}

	@Test
	void isNoPartOfTheProtocol() {
		this.server.faults().always((request) -> true, Fault.dropRequest());
		assertThat(this.client.get("/octostore/").send().status()).isEqualTo(200);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void isThereOnlyIfAskedFor() {
		try (OctoStoreServer other = OctoStoreServer.builder().start()) {
			assertThat(new WireClient(other.baseUrl()).get("/octostore/").send().status()).isEqualTo(404);
			assertThat(other.consoleUrl()).isEmpty();
		}
	}

	@Test
	void limitsTheNumberOfReaders() throws IOException {
		List<EventReader> readers = new ArrayList<>();
		try {
			for (int count = 0; count < 32; count++) {
				EventReader reader = this.client.get("/octostore/events").open();
				reader.frame();
				readers.add(reader);
			}
			assertThat(this.client.get("/octostore/events").send().status()).isEqualTo(503);
		}
		finally {
			for (EventReader reader : readers) {
				reader.close();
			}
		}
	}

	@Test
	void describesTheServer() throws IOException {
		JsonNode session = this.client.post("/sessions").as("tok-a").json("{\"ttl_seconds\":60}").send().json();
		JsonNode held = acquire("tok-a", "nightly",
				"{\"ttl_seconds\":120,\"ephemeral\":true,\"metadata\":\"billing@host-1\",\"session_id\":"
						+ session.get("session_id") + "}");
		JsonNode given = acquire("tok-b", "cleanup", "{\"ttl_seconds\":60,\"lock_delay_seconds\":30}");
		this.client.post("/locks/cleanup/release")
			.as("tok-b")
			.json("{\"lease_id\":" + given.get("lease_id") + "}")
			.send();
		JsonNode leader = this.client.post("/elections/primary-room/campaign")
			.json("{\"candidate_id\":\"billing-1\",\"ttl_seconds\":60}")
			.send()
			.json();
		this.server.advanceTime(Duration.ofSeconds(10));
		try (EventReader watch = this.client.get("/locks/nightly/watch").as("tok-b").open();
				EventReader reader = this.client.get("/octostore/events").open()) {
			watch.frame();
			JsonNode state = reader.data();
			while (state.get("waiting").isEmpty()) {
				state = reader.data();
			}
			assertThat(state.get("title").asString()).isEqualTo("OctoStore in memory");
			assertThat(state.get("timeStands").asBoolean()).isTrue();
			assertThat(state.get("server").toString()).isEqualTo("{\"state\":\"up\",\"version\":\"0.14.4\"}");
			assertThat(state.get("locks").toString())
				.isEqualTo("[{\"name\":\"cleanup\",\"state\":\"cooling\",\"waiting\":0," + "\"until\":\""
						+ this.server.now().plusSeconds(20)
						+ "\",\"remainingMs\":20000},{\"name\":\"nightly\",\"state\":\"held\",\"waiting\":1,"
						+ "\"holder\":\"billing@host-1 (alice)\",\"holderId\":"
						+ this.client.get("/locks/nightly").as("tok-b").send().json().get("holder_id")
						+ ",\"token\":1,\"since\":\"" + this.server.now().minusSeconds(10) + "\",\"until\":\""
						+ this.server.now().plusSeconds(110) + "\",\"remainingMs\":110000}]");
			assertThat(state.get("waiting").get(0).get("caller").asString()).isEqualTo("bob, by a watch");
			assertThat(state.get("sessions").get(0).get("name").asString()).startsWith("alice, holder id ");
			assertThat(state.get("sessions").get(0).get("locks").asInt()).isEqualTo(1);
			assertThat(state.get("sessions").get(0).get("remainingMs").asLong()).isEqualTo(50_000);
			assertThat(state.get("elections").get(0).toString()).isEqualTo(
					"{\"name\":\"primary-room\"," + "\"leader\":\"billing-1\",\"token\":3,\"remainingMs\":50000}");
			String everything = state.toString();
			for (JsonNode secret : List.of(session.get("session_id"), held.get("lease_id"), given.get("lease_id"),
					leader.get("leader_token"))) {
				assertThat(everything).doesNotContain(secret.asString());
			}
			assertThat(everything).doesNotContain("tok-a", "tok-b", "adm-key");
		}
	}

	@Test
	void tellsWhatHappenedAndThenWhatHappens() throws IOException {
		acquire("tok-a", "nightly", "{\"ttl_seconds\":10}");
		acquire("tok-b", "nightly", "{}");
		try (EventReader reader = this.client.get("/octostore/events").open()) {
			reader.frame();
			JsonNode before = reader.data();
			assertThat(before.get("reset").asBoolean()).isTrue();
			assertThat(before.get("entries"))
				.extracting((entry) -> entry.get("id") + " " + entry.get("kind").asString() + ": "
						+ entry.get("text").asString())
				.containsExactly("1 acquired: acquired by alice, fencing token 1",
						"2 refused: asked for by bob while it was held or cooling down");
			this.server.advanceTime(Duration.ofSeconds(15));
			List<String> later = new ArrayList<>();
			while (later.isEmpty()) {
				JsonNode data = reader.data();
				if (data.has("entries")) {
					assertThat(data.get("reset").asBoolean()).isFalse();
					data.get("entries").forEach((entry) -> later.add(entry.get("text").asString()));
				}
			}
			assertThat(later).containsExactly("the lease of alice ran out, fencing token 1");
		}
	}

	@Test
	void keepsSilentWhileNothingChangesAndSaysThatItIsThere() throws IOException {
		try (EventReader reader = this.client.get("/octostore/events").open()) {
			assertThat(reader.frame()).first().isEqualTo("event: state");
			assertThat(reader.frame()).first().isEqualTo("event: history");
			assertThat(reader.frame()).containsExactly(": still here");
		}
	}

}
