package io.octostore.client.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A balancer forgets connections that were idle for a while, without a word: what is sent
 * on them disappears.
 */
@Tag("field-fault-C1")
class IdleConnectionTests {

	private static final Wire.Manner MANNER = new Wire.Manner(false, true, true);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private ServerSocket server;

	private Wire wire;

	/** Whether the server swallows the second and later requests of a connection. */
	private volatile boolean forgetful = true;

	@BeforeEach
	void start() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
		ConnectionSettings settings = new ConnectionSettings(uri(), Duration.ofSeconds(5), () -> null, () -> null,
				() -> null);
		this.wire = new Wire((disconnected) -> new Connections(settings, disconnected), new Deadlines(this.time),
				ObservationRegistry.NOOP, false);
	}

	@AfterEach
	void stop() throws IOException {
		this.wire.close(Duration.ofSeconds(3));
		this.server.close();
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort() + "/health");
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "forgetful-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.connections.incrementAndGet();
				start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket socket) {
		try (socket;
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			for (int count = 1; readHead(reader); count++) {
				this.requests.incrementAndGet();
				if (count == 1 || !this.forgetful) {
					socket.getOutputStream()
						.write("HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
				}
			}
		}
		catch (IOException ex) {
			// Closed by the client
		}
	}

	private static boolean readHead(BufferedReader reader) throws IOException {
		String line = reader.readLine();
		boolean found = line != null;
		while (line != null && !line.isEmpty()) {
			line = reader.readLine();
		}
		return found;
	}

	private CompletableFuture<WireAnswer> exchange(boolean repeatable, Wire.Manner manner) {
		Route route = new Route(HttpMethod.GET, "/health", uri(), "application/json", Lane.GENERAL);
		WireRequest request = new WireRequest(route, uri(), null, 1024, repeatable, null);
		long deadline = this.wire.deadlines().now() + Duration.ofSeconds(6).toNanos();
		return this.wire.exchange(request, manner, deadline).toFuture();
	}

	private void warm() {
		assertThat(exchange(true, MANNER)).succeedsWithin(Duration.ofSeconds(20));
	}

	/**
	 * Send a request on a connection that was used before. One that begins before the
	 * connection is back in its pool goes on another one, and is answered.
	 * @param idle how long the connection was idle
	 * @param manner how to use it
	 * @return the answer
	 */
	private CompletableFuture<WireAnswer> exchangeOnKeptConnection(Duration idle, Wire.Manner manner) {
		while (true) {
			int before = this.connections.get();
			int sent = this.requests.get();
			this.time.advanceTimeBy(idle);
			CompletableFuture<WireAnswer> answer = exchange(true, manner);
			Awaitility.await().until(() -> this.requests.get() > sent);
			if (this.connections.get() == before) {
				return answer;
			}
			assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
		}
	}

	@Test
	void aRequestThatMayBeRepeatedGetsANewConnectionAfterAThirdOfItsTime() {
		warm();
		CompletableFuture<WireAnswer> answer = exchangeOnKeptConnection(Duration.ofSeconds(3), MANNER);
		int before = this.connections.get();
		this.time.advanceTimeBy(Duration.ofMillis(1999));
		assertThat(answer).isNotDone();
		assertThat(this.connections).hasValue(before);
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(answer).succeedsWithin(Duration.ofSeconds(20))
			.returns(true, WireAnswer::repeated)
			.returns(200, WireAnswer::status);
		assertThat(this.connections).hasValue(before + 1);
	}

	@Test
	void oneThatMayNotBeRepeatedGetsANewConnectionAtOnce() {
		warm();
		this.time.advanceTimeBy(Duration.ofSeconds(3));
		assertThat(exchange(false, MANNER)).succeedsWithin(Duration.ofSeconds(20)).returns(false, WireAnswer::repeated);
		assertThat(this.connections).hasValue(2);
	}

	@Test
	void aConnectionThatIsInUseIsNotSuspected() {
		warm();
		CompletableFuture<WireAnswer> answer = exchangeOnKeptConnection(Duration.ZERO, MANNER);
		int before = this.requests.get();
		this.time.advanceTimeBy(Duration.ofMillis(5999));
		// A second request would have arrived by then
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> this.requests.get() == before);
		assertThat(answer).isNotDone();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(answer).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(WireException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(WireException.Kind.TIMEOUT));
		assertThat(this.requests).hasValue(before);
	}

	@Test
	void aRequestWithoutRecoveryIsSentOnce() {
		warm();
		CompletableFuture<WireAnswer> answer = exchangeOnKeptConnection(Duration.ofSeconds(3),
				new Wire.Manner(false, false, true));
		int before = this.connections.get();
		this.time.advanceTimeBy(Duration.ofSeconds(6));
		assertThat(answer).failsWithin(Duration.ofSeconds(20));
		assertThat(this.connections).hasValue(before);
	}

}
