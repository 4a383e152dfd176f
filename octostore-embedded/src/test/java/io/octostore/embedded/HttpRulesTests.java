package io.octostore.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sections 1.1 to 1.5 of the protocol's description, as far as the conformance cases do
 * not cover them.
 */
class HttpRulesTests {

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.adminKey("adm-key")
		.manualTime()
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	@AfterEach
	void close() {
		this.server.close();
	}

	private int acquireWithContentType(String contentType) {
		return this.client.post("/locks/x/acquire")
			.as("tok-a")
			.header("Content-Type", contentType)
			.body("{}")
			.send()
			.status();
	}

	/**
	 * Sends text as it is and reads until the server closes the connection.
	 */
	private String exchange(String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private String get(String path) throws IOException {
		return exchange(
				"GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\nConnection: close\r\n\r\n");
	}

	@Test
	void acceptsTheTypesOfJson() {
		for (String type : new String[] { "application/json;", "application/json; ", "application/json;charset=utf-8",
				"APPLICATION/JSON", "application/json;  charset=\"a b\"", "application/x.y+json",
				"application/json+json", "application/json;a=", "application/*+json" }) {
			assertThat(acquireWithContentType(type)).as(type).isEqualTo(200);
		}
	}

	@Test
	void refusesOtherTypes() {
		for (String type : new String[] { "text/json", "application/json, text/plain", "application/json;charset",
				"application/json ;a=b", "application/json; a =b", "application/json;;a=b", "application/+json",
				"application/json+xml", "*/*", "application/*" }) {
			assertThat(acquireWithContentType(type)).as(type).isEqualTo(415);
		}
	}

	@Test
	void acceptsBodiesOfTwoMebibytes() {
		String frame = "{\"x\":\"\"}";
		String body = "{\"x\":\"" + "y".repeat(2 * 1024 * 1024 - frame.length()) + "\"}";
		assertThat(this.client.post("/locks/x/acquire").as("tok-a").json(body).send().status()).isEqualTo(200);
	}

	@Test
	void answersHeadLikeGetWithoutABody() throws IOException {
		WireAnswer get = this.client.get("/locks/x").as("tok-a").send();
		WireAnswer head = this.client.call("HEAD", "/locks/x").as("tok-a").send();
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
		String watch = exchange("HEAD /locks/x/watch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n"
				+ "Connection: close\r\n\r\n");
		assertThat(watch).startsWith("HTTP/1.1 200").contains("text/event-stream").endsWith("\r\n\r\n");
	}

	@Test
	void answersOptionsOnAnyPath() {
		WireAnswer unknown = this.client.call("OPTIONS", "/nowhere").send();
		assertThat(unknown.status()).isEqualTo(200);
		assertThat(unknown.body()).isEmpty();
		assertThat(unknown.header("Access-Control-Allow-Methods")).contains("GET,POST,PUT,DELETE");
		assertThat(unknown.header("Allow")).isEmpty();
		WireAnswer known = this.client.call("OPTIONS", "/webhooks").send();
		assertThat(known.header("Allow")).contains("POST,GET,HEAD");
	}

	@Test
	void namesTheMethodsOfEachPath() {
		assertThat(this.client.call("PATCH", "/sessions/x").send().header("Allow")).contains("GET,HEAD,DELETE");
		assertThat(this.client.call("BREW", "/locks/x/acl").send().header("Allow")).contains("PUT");
	}

	@Test
	void comparesFixedSegmentsAsTheyAre() {
		for (String path : new String[] { "/locks/", "/locks/a/", "/health/", "/Locks", "/locks/x/%61cquire" }) {
			assertThat(this.client.get(path).as("tok-a").send().status()).as(path).isEqualTo(404);
		}
		assertThat(this.client.post("/sessions//keepalive").send().status()).isEqualTo(400);
	}

	@Test
	void decodesNamesOnce() throws IOException {
		assertThat(get("/locks/a%zz")).startsWith("HTTP/1.1 400").contains("invalid_lock_name");
		assertThat(get("/locks/a%")).startsWith("HTTP/1.1 400").contains("invalid_lock_name");
		assertThat(get("/locks/%FF")).startsWith("HTTP/1.1 400").contains("invalid_input");
		assertThat(get("/locks/%E9%98%9F%E5%88%97")).startsWith("HTTP/1.1 200").contains("队列");
		assertThat(get("/locks/%C2%BD")).startsWith("HTTP/1.1 200");
		assertThat(get("/locks/e%CC%81")).startsWith("HTTP/1.1 400").contains("invalid_lock_name");
	}

	@Test
	void acceptsTheFormOfRequestsToProxies() throws IOException {
		assertThat(get("http://somewhere:99/locks/x?y=z")).startsWith("HTTP/1.1 200").contains("\"name\":\"x\"");
	}

	@Test
	void decodesTheQueryLikeAForm() {
		assertThat(this.client.get("/locks?prefix=a+b%20c%ff&other=1&prefi%78=").as("tok-a").send().status())
			.isEqualTo(400);
		assertThat(this.client.get("/locks?x&prefix=a+b%20c%ff&other=1").as("tok-a").send().text("prefix"))
			.isEqualTo("a b c\uFFFD");
	}

	@Test
	void refusesWhatTheParserRefusesWithoutABody() throws IOException {
		assertRefused(exchange("GET /health HTTP/1.1\r\nHost: x\r\n" + "h: v\r\n".repeat(100) + "\r\n"), 431);
		assertRefused(exchange("GET /health HTTP/1.1\r\nHost: x\r\nh: " + "v".repeat(600_000) + "\r\n\r\n"), 431);
		assertRefused(exchange("GET /" + "a".repeat(65_600) + " HTTP/1.1\r\nHost: x\r\n\r\n"), 414);
		assertRefused(get("/locks/a b"), 400);
		assertRefused(get("/locks/\u00ff"), 400);
		assertRefused(exchange("garbage\r\n\r\n"), 400);
	}

	private static void assertRefused(String answer, int status) {
		assertThat(answer).startsWith("HTTP/1.1 " + status)
			.containsIgnoringCase("connection: close")
			.doesNotContain("x-request-id")
			.endsWith("\r\n\r\n");
	}

	@Test
	void servesOldClients() throws IOException {
		assertThat(exchange("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.").contains(" 200 OK");
	}

	@Test
	void takesTheFirstOfSeveralCredentials() throws IOException {
		assertThat(exchange("GET /locks/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nope\r\n"
				+ "Authorization: Bearer tok-a\r\nConnection: close\r\n\r\n"))
			.contains("authentication_failed");
	}

	@Test
	void prefersTheAdminKeyOnAdminPaths() {
		assertThat(adminStatus("X-OctoStore-Admin-Key", "adm-key", null)).isEqualTo(200);
		assertThat(adminStatus("X-Admin-Key", "wrong", null)).isEqualTo(401);
		assertThat(adminStatus("X-Admin-Key", "wrong", "admin:adm-key")).isEqualTo(401);
		assertThat(adminStatus("X-Other", "x", "admin:adm-key")).isEqualTo(200);
		assertThat(adminStatus("X-Other", "x", "admin:wrong")).isEqualTo(401);
		assertThat(adminStatus("X-Admin-Key", "wrong", "tok-a")).isEqualTo(403);
	}

	private int adminStatus(String header, String value, @Nullable String token) {
		return this.client.get("/admin/status").as(token).header(header, value).send().status();
	}

}
