package io.octostore.embedded.conformance;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the cases of section 12 of the protocol's description have in common: a fresh
 * server, a name of its own, and short forms of the usual requests.
 */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(ConformanceReport.class)
abstract class ConformanceCases {

	static final String A = "tok-a";

	static final String B = "tok-b";

	static final String K = "adm-key";

	final String name = "c-" + UUID.randomUUID();

	ServerUnderTest server;

	WireClient http;

	/**
	 * Which server has to pass the cases.
	 */
	ServerUnderTest.Kind kind() {
		return ServerUnderTest.Kind.EMBEDDED;
	}

	@BeforeEach
	void startServer() {
		start(ServerUnderTest.Mode.TOKENS);
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	/**
	 * Goes on with another server.
	 */
	void restart(ServerUnderTest.Mode mode) {
		closeServer();
		start(mode);
	}

	private void start(ServerUnderTest.Mode mode) {
		this.server = kind().start(mode);
		this.http = new WireClient(this.server.baseUrl());
	}

	void pass(long millis) {
		this.server.pass(Duration.ofMillis(millis));
	}

	WireAnswer acquire(@Nullable String token) {
		return acquire(token, "{}");
	}

	WireAnswer acquire(@Nullable String token, String body) {
		return acquire(token, this.name, body);
	}

	WireAnswer acquire(@Nullable String token, String lock, String body) {
		return this.http.post("/locks/" + lock + "/acquire").as(token).json(body).send();
	}

	WireAnswer release(String token, String leaseId) {
		return release(token, this.name, leaseId);
	}

	WireAnswer release(String token, String lock, String leaseId) {
		return this.http.post("/locks/" + lock + "/release").as(token).json(lease(leaseId)).send();
	}

	WireAnswer renew(String token, String leaseId) {
		return this.http.post("/locks/" + this.name + "/renew").as(token).json(lease(leaseId)).send();
	}

	WireAnswer renew(String token, String leaseId, long ttl) {
		return this.http.post("/locks/" + this.name + "/renew")
			.as(token)
			.json("{\"lease_id\":\"" + leaseId + "\",\"ttl_seconds\":" + ttl + "}")
			.send();
	}

	static String lease(String leaseId) {
		return "{\"lease_id\":\"" + leaseId + "\"}";
	}

	WireAnswer status(@Nullable String token) {
		return this.http.get("/locks/" + this.name).as(token).send();
	}

	EventReader watch(String token) {
		return this.http.get("/locks/" + this.name + "/watch").as(token).open();
	}

	WireAnswer createSession(String token, String body) {
		return this.http.post("/sessions").as(token).json(body).send();
	}

	String session(String token) {
		return createSession(token, "{}").text("session_id");
	}

	WireAnswer sessionStatus(String token, String session) {
		return this.http.get("/sessions/" + session).as(token).send();
	}

	WireAnswer keepAlive(String token, String session) {
		return this.http.post("/sessions/" + session + "/keepalive").as(token).send();
	}

	WireAnswer terminate(String token, String session) {
		return this.http.delete("/sessions/" + session).as(token).send();
	}

	WireAnswer setAcl(String token, String... entries) {
		return this.http.put("/locks/" + this.name + "/acl").as(token).json("{" + acl(entries) + "}").send();
	}

	static String acl(String... entries) {
		String list = (entries.length == 0) ? "" : "\"" + String.join("\",\"", entries) + "\"";
		return "\"acl\":{\"acquire\":[" + list + "]}";
	}

	/**
	 * The body of an acquire through a session.
	 */
	static String through(String session, boolean ephemeral) {
		return "{\"session_id\":\"" + session + "\",\"ephemeral\":" + ephemeral + "}";
	}

	static void assertError(WireAnswer answer, int status, String code) {
		assertThat(answer.status()).as("status of %s", answer.body()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
	}

	static void assertLock(WireAnswer answer, String status) {
		assertThat(answer.status()).as("status of %s", answer.body()).isEqualTo(status.equals("delayed") ? 409 : 200);
		assertThat(answer.text("status")).isEqualTo(status);
	}

}
