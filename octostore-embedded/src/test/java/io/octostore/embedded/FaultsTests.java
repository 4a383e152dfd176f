package io.octostore.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.EventReader;
import io.octostore.embedded.conformance.WireClient;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What can go wrong on demand.
 */
class FaultsTests {

	private static final Duration SOON = Duration.ofMillis(300);

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.manualTime()
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	@AfterEach
	void close() {
		this.server.close();
	}

	private WireClient.Call acquire(String token) {
		return this.client.post("/locks/report/acquire").as(token).json("{}");
	}

	/**
	 * Sends an acquire through a socket of its own.
	 */
	private Socket acquireThroughSocket() throws IOException {
		Socket socket = new Socket("127.0.0.1", this.server.port());
		socket.setSoTimeout(20_000);
		socket.getOutputStream()
			.write(("POST /locks/report/acquire HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok-a\r\n"
					+ "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static String readAll(Socket socket) throws IOException {
		return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Test
	void ignoresARequest() {
		this.server.faults().next(Fault.ignoreRequest());
		assertTimesOut(acquire("tok-a"));
		assertThat(this.server.holds("report")).isFalse();
	}

	@Test
	void withholdsAnAnswer() {
		this.server.faults().next(Fault.withholdAnswerAfterApplying());
		assertTimesOut(acquire("tok-a"));
		assertThat(this.server.holds("report")).isTrue();
	}

	private static void assertTimesOut(WireClient.Call call) {
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> call.timeout(SOON).send())
			.withCauseInstanceOf(HttpTimeoutException.class);
	}

	@Test
	void delaysARequest() {
		this.server.faults().next(Fault.delayRequest(SOON));
		long before = System.nanoTime();
		assertThat(acquire("tok-a").send().status()).isEqualTo(200);
		assertThat(System.nanoTime() - before).isGreaterThan(SOON.toNanos());
	}

	@Test
	void resetsTheConnectionOfARequest() throws IOException {
		this.server.faults().next(Fault.reset());
		try (Socket socket = acquireThroughSocket()) {
			assertThatThrownBy(() -> readAll(socket)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
		}
		assertThat(this.server.holds("report")).isFalse();
	}

	@Test
	void resetsTheConnectionAfterApplying() throws IOException {
		this.server.faults().next(Fault.resetAfterApplying());
		try (Socket socket = acquireThroughSocket()) {
			assertThatThrownBy(() -> readAll(socket)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
		}
		assertThat(this.server.holds("report")).isTrue();
	}

	@Test
	void delaysABody() throws IOException {
		this.server.faults().next(Fault.delayBody(SOON));
		try (Socket socket = acquireThroughSocket()) {
			InputStream in = socket.getInputStream();
			String head = readUntil(in, "\r\n\r\n");
			long headers = System.nanoTime();
			assertThat(head).startsWith("HTTP/1.1 200").contains("content-length: ");
			readUntil(in, "}");
			assertThat(System.nanoTime() - headers).isGreaterThan(SOON.toNanos() / 2);
		}
	}

	@Test
	void tricklesABody() throws IOException {
		this.server.faults().next(Fault.trickle(Duration.ofMillis(2)));
		try (Socket socket = acquireThroughSocket()) {
			InputStream in = socket.getInputStream();
			readUntil(in, "\r\n\r\n");
			long headers = System.nanoTime();
			String body = readUntil(in, "}");
			assertThat(body).startsWith("{\"status\":\"acquired\"");
			assertThat(System.nanoTime() - headers).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(body.length()));
		}
	}

	@Test
	void truncatesABody() throws IOException {
		this.server.faults().next(Fault.truncateBody());
		try (Socket socket = acquireThroughSocket()) {
			assertThat(readAll(socket)).contains("{\"status\":\"acquired\"").doesNotContain("}");
		}
		assertThat(this.server.holds("report")).isTrue();
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		StringBuilder text = new StringBuilder();
		while (text.indexOf(end) < 0) {
			int next = in.read();
			assertThat(next).as("the connection was closed after %s", text).isNotNegative();
			text.append((char) next);
		}
		return text.toString();
	}

	@Test
	void answersLikeAProxy() {
		this.server.faults().next(Fault.answer(200, "text/html", "<html></html>"));
		WireAnswer answer = acquire("tok-a").send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).contains("text/html");
		assertThat(answer.body()).isEqualTo("<html></html>");
	}

	@Test
	void pairsAStatusWithItsCode() {
		assertCode(400, "invalid_input");
		assertCode(401, "authentication_failed");
		assertCode(403, "forbidden");
		assertCode(404, "not_found");
		assertCode(409, "capacity_exceeded");
		assertCode(410, "session_expired");
		assertCode(418, "invalid_input");
		assertCode(429, "rate_limited");
		assertCode(500, "internal_error");
		assertCode(502, "upstream_unavailable");
		assertCode(503, "internal_error");
	}

	private void assertCode(int status, String code) {
		this.server.faults().next(Fault.status(status));
		WireAnswer answer = acquire("tok-a").send();
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.code()).isEqualTo(code);
	}

	@Test
	void tellsWhenToRetry() {
		this.server.faults().next(Fault.status(503, Duration.ofSeconds(7)));
		WireAnswer answer = acquire("tok-a").send();
		assertThat(answer.header("Retry-After")).contains("7");
		assertThat(answer.number("retry_after_ms")).isEqualTo(7000);
	}

	@Test
	void choosesRequestsByTheirProperties() {
		this.server.faults().next((request) -> request.user().filter("bob"::equals).isPresent(), Fault.status(500));
		assertThat(acquire("tok-a").send().status()).isEqualTo(200);
		assertThat(acquire("tok-b").send().status()).isEqualTo(500);
	}

	@Test
	void cutsTheNetworkOfAUser() {
		try (NetworkCut cut = this.server.faults().cutNetwork("tok-a")) {
			assertTimesOut(acquire("tok-a"));
			assertThat(this.server.holds("report")).isFalse();
			assertThat(acquire("tok-b").send().text("status")).isEqualTo("acquired");
		}
		assertThat(acquire("tok-a").send().text("status")).isEqualTo("held");
	}

	@Test
	void cutsTheNetworkOfAConnection() throws IOException {
		try (Socket socket = acquireThroughSocket()) {
			readUntil(socket.getInputStream(), "}");
			NetworkCut cut = this.server.faults().cutNetwork(socket.getLocalPort());
			socket.getOutputStream()
				.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(this.client.get("/health").send().status()).isEqualTo(200);
			assertThat(socket.getInputStream().available()).isZero();
			cut.close();
			assertThatThrownBy(() -> readAll(socket)).isInstanceOf(SocketException.class);
		}
	}

	@Test
	void silencesWatchesBehindACut() throws IOException {
		try (EventReader watch = this.client.get("/locks/report/watch").as("tok-a").open()) {
			watch.data();
			NetworkCut cut = this.server.faults().cutNetwork("tok-a");
			acquire("tok-b").send();
			await().until(() -> this.server.faults().cuts().victims() == 1);
			cut.close();
			assertThat(watch.skipToEnd()).isZero();
		}
	}

	@Test
	void holdsBackAnswersBehindACut() {
		this.server.faults().next(Fault.delayAnswer(SOON));
		CompletableFuture<WireAnswer> answer = acquire("tok-a").timeout(SOON.multipliedBy(4)).sendAsync();
		await().until(() -> this.server.holds("report"));
		try (NetworkCut cut = this.server.faults().cutNetwork("tok-a")) {
			assertThatThrownBy(answer::join).hasCauseInstanceOf(HttpTimeoutException.class);
		}
	}

	@Test
	void closesWatches() throws IOException {
		try (EventReader watch = this.client.get("/locks/report/watch").as("tok-a").open()) {
			watch.data();
			this.server.closeWatches();
			assertThat(watch.skipToEnd()).isZero();
		}
	}

	@Test
	void refusesFaultsThatMakeNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(200))
			.withMessage("status must be 400 to 599, but is 200");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.answer(100, "text/plain", ""))
			.withMessage("status must be 200 to 599, but is 100");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.delayAnswer(Duration.ofMillis(-1)))
			.withMessage("duration must not be negative, but is PT-0.001S");
	}

	@Test
	void describesAFault() {
		assertThat(Fault.trickle(Duration.ofSeconds(1))).hasToString("Fault[TRICKLE PT1S]");
		assertThat(Fault.dropRequest()).hasToString("Fault[DROP_REQUEST]");
	}

}
