package io.octostore.embedded;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Thousands of malformed requests: the server ends each connection, tells nothing about
 * itself, and serves the next client as if nothing had happened. The system property
 * {@code octostore.hostile.seed} which ones.
 */
class HostileInputTests {

	private static final List<String> BEGINNINGS = List.of(
			"POST /locks/report/acquire HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n"
					+ "Content-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"ttl_seconds\":60}",
			"POST /locks/report/release HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n"
					+ "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"lea\r\n0\r\n\r\n",
			"GET /locks?prefix=%41%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n\r\n",
			"GET /locks/report/watch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n\r\n",
			"DELETE /sessions/4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
			"POST /elections/abcdefgh/campaign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
					+ "Content-Length: 20\r\n\r\n{\"candidate_id\":\"a\"}",
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /health HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n"
					+ "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

	private static final List<String> POISON = List.of("\0", "\r\n", "\n", " ", ":", "%00", "%ff", "\u00ff", "\"",
			"\\ud800", "{", "[", "-1", "99999999999999999999", "../", "//", "HTTP/9.9", "\r\n\r\n",
			"Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", "x".repeat(9000), "h: v\r\n".repeat(150),
			"[".repeat(2000));

	@Test
	void survivesMalformedRequests() throws IOException {
		send(1000);
	}

	@Test
	@Tag("long")
	void survivesManyMalformedRequests() throws IOException {
		send(10_000);
	}

	private static void send(int requests) throws IOException {
		long seed = Long.getLong("octostore.hostile.seed", 1);
		Random random = new Random(seed);
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start()) {
			for (int request = 0; request < requests; request++) {
				byte[] poisoned = poisoned(random);
				assertThat(exchange(server.port(), poisoned))
					.as("seed %s, request %s: %s", seed, request, new String(poisoned, StandardCharsets.ISO_8859_1))
					.doesNotContain("Exception", "\tat ", ".java");
			}
			await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
			WireClient client = new WireClient(server.baseUrl());
			assertThat(client.post("/locks/afterwards/acquire").as("tok-a").json("{}").send().text("status"))
				.isEqualTo("acquired");
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.filteredOn((name) -> name.startsWith("octostore-embedded"))
				.hasSizeLessThanOrEqualTo(2);
		}
	}

	private static byte[] poisoned(Random random) {
		StringBuilder text = new StringBuilder(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())));
		for (int wounds = 1 + random.nextInt(3); wounds > 0; wounds--) {
			int at = random.nextInt(text.length());
			switch (random.nextInt(4)) {
				case 0 -> text.insert(at, POISON.get(random.nextInt(POISON.size())));
				case 1 -> text.setCharAt(at, (char) random.nextInt(256));
				case 2 -> text.delete(at, Math.min(at + 1 + random.nextInt(20), text.length()));
				default -> text.insert(at, text.substring(random.nextInt(text.length())));
			}
			text.append(text.isEmpty() ? "GET" : "");
		}
		return text.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Sends the bytes and reads until the server closes the connection, or a stream of
	 * events begins, which need not end as long as it is read.
	 */
	private static String exchange(int port, byte[] request) throws IOException {
		StringBuilder answer = new StringBuilder();
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request);
			socket.shutdownOutput();
			byte[] part = new byte[8192];
			int length = 0;
			while (length >= 0 && answer.indexOf("text/event-stream") < 0) {
				answer.append(new String(part, 0, length, StandardCharsets.ISO_8859_1));
				length = socket.getInputStream().read(part);
			}
		}
		catch (SocketException ex) {
			// closed in the middle of the request: that is an answer as well
		}
		return answer.toString();
	}

}
