package io.octostore.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreNetworkException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An outage is told by exceptions: neither Reactor Netty nor Netty repeats it in the log.
 */
@Tag("field-fault-D1")
@Tag("field-fault-J6")
class OutageLogTests {

	private static final int CALLS = 30;

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
				lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
			}
		}

	};

	@BeforeEach
	void listen() {
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.root.detachAppender(this.log);
	}

	private void failAll(String baseUrl, String reason) {
		try (OctoStoreClient client = OctoStoreClient.builder()
			.baseUrl(baseUrl)
			.token(Samples.TOKEN)
			.connectTimeout(Duration.ofSeconds(5))
			.retry(RetrySettings.defaults().withInitialDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1)))
			.build()) {
			for (int count = 0; count < CALLS; count++) {
				assertThatExceptionOfType(OctoStoreNetworkException.class)
					.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION))
					.withMessageContaining(baseUrl)
					.withMessageContaining(reason);
			}
			Mono<?> call = client.reactive().acquireLock("job", Samples.TTL);
			Mono.whenDelayError(call, call, call, call).onErrorComplete().block();
			client.reactive().watchLock("job").onErrorComplete().blockLast();
			client.reactive().followLock("job").take(Duration.ofSeconds(1)).onErrorComplete().blockLast();
		}
		assertThat(this.lines).isEmpty();
	}

	@Test
	void aServerThatRefusesConnections() throws IOException {
		int port;
		try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = unused.getLocalPort();
		}
		failAll("http://127.0.0.1:" + port, "connection refused");
	}

	@Test
	void aBalancerThatAcceptsAndCloses() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
		})) {
			failAll(server.baseUrl(), "ended before the answer");
		}
	}

	@Test
	void aBalancerThatReadsAndCloses() {
		try (ScriptedServer server = new ScriptedServer((connection) -> connection.readRequest())) {
			failAll(server.baseUrl(), "ended before the answer");
		}
	}

	@Test
	void aBalancerThatReadsAndResets() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.reset();
		})) {
			failAll(server.baseUrl(), "ended before the answer");
		}
	}

	@Test
	void aServerThatDoesNotSpeakTls() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
			connection.awaitClose();
		})) {
			failAll("https://127.0.0.1:" + server.port(), "the server does not speak TLS");
		}
	}

	@Test
	@Tag("field-fault-B1")
	void aServerWhoseCertificateIsNotTrusted() throws Exception {
		try (ScriptedServer server = TlsTests.server("server", false)) {
			failAll("https://localhost:" + server.port(), "the certificate of the server is not trusted");
		}
	}

}
