package io.octostore.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that are no longer wanted end without a warning or an error in the log: neither
 * Reactor, nor Netty, nor the client has anything to report.
 */
@Tag("field-fault-D1")
class QuietEndTests {

	private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
			+ "Transfer-Encoding: chunked\r\n\r\n";

	private static final int CALLS = 3;

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final List<ILoggingEvent> warnings = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
				warnings.add(event);
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

	private void assertQuiet() {
		assertThat(this.warnings).extracting(QuietEndTests::show).isEmpty();
	}

	private static String show(ILoggingEvent event) {
		return event.getLoggerName() + ": " + event.getFormattedMessage()
				+ ((event.getThrowableProxy() != null) ? " " + event.getThrowableProxy().getMessage() : "");
	}

	/**
	 * How far an answer has come when its call is given up.
	 */
	private enum Stage {

		NOT_ANSWERED(""), HEAD_BEGUN("HTTP/1.1 200 OK\r\nContent-"),
		BODY_BEGUN(ScriptedServer.json(200, Samples.ACQUIRED).substring(0, 150)), STREAM_BEGUN(STREAM),
		STREAM_UNDER_WAY(STREAM + "5\r\n: hi\n\r\n"), FRAME_BEGUN(STREAM + "7\r\ndata: {\r\n");

		private final String answer;

		private final boolean watches = name().contains("STREAM") || name().contains("FRAME");

		Stage(String answer) {
			this.answer = answer;
		}

	}

	private static Publisher<?> call(ReactiveOctoStoreClient client, Stage stage) {
		return stage.watches ? client.watchLock("job") : client.acquireLock("job", Samples.TTL);
	}

	private void giveUp(Stage stage, BiConsumer<ReactiveOctoStoreClient, List<Disposable>> end) {
		CountDownLatch underWay = new CountDownLatch(CALLS);
		CountDownLatch closed = new CountDownLatch(CALLS);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(stage.answer);
			underWay.countDown();
			try {
				connection.awaitClose();
			}
			finally {
				closed.countDown();
			}
		}); ReactiveOctoStoreClient client = server.client()) {
			List<Disposable> calls = new ArrayList<>();
			for (int count = 0; count < CALLS; count++) {
				calls.add(Flux.from(call(client, stage)).onErrorComplete().subscribe());
			}
			ScriptedServer.await(underWay);
			end.accept(client, calls);
			ScriptedServer.await(closed);
			assertThat(calls).allMatch(Disposable::isDisposed);
		}
		assertQuiet();
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void aCancelledCallLeavesNothingInTheLog(Stage stage) {
		giveUp(stage, (client, calls) -> calls.forEach(Disposable::dispose));
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void aClosedClientLeavesNothingInTheLog(Stage stage) {
		giveUp(stage, (client, calls) -> client.close());
	}

	private void serverEnds(String answer, boolean watches, boolean resets) {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(answer);
			if (resets) {
				connection.reset();
			}
		}); ReactiveOctoStoreClient client = server.client()) {
			for (int count = 0; count < CALLS; count++) {
				Publisher<?> call = watches ? client.watchLock("job") : client.acquireLock("job", Samples.TTL);
				Flux.from(call).then().onErrorComplete().block(Duration.ofSeconds(10));
			}
			assertThat(server.connections()).isGreaterThanOrEqualTo(CALLS);
		}
		assertQuiet();
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void aServerThatClosesTheConnectionLeavesNothingInTheLog(Stage stage) {
		serverEnds(stage.answer, stage.watches, false);
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void aServerThatResetsTheConnectionLeavesNothingInTheLog(Stage stage) {
		serverEnds(stage.answer, stage.watches, true);
	}

	@ParameterizedTest
	@EnumSource(Stage.class)
	void aWatchThatBreaksLeavesNothingInTheLog(Stage stage) {
		serverEnds(stage.answer, true, true);
		serverEnds(stage.answer, true, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 abc\r\n\r\n", "<html></html>\n\n",
			"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
					+ "Content-Type: application/json\r\n\r\nnot-a-size\r\n{",
			"HTTP/1.1 200 OK\r\n no name: x\r\n\r\n" })
	void anAnswerThatIsNoHttpLeavesNothingInTheLog(String answer) {
		serverEnds(answer, false, false);
		serverEnds(answer, true, false);
	}

	@Test
	void anAnswerWhoseHeadIsTooLargeLeavesNothingInTheLog() {
		String answer = "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n";
		serverEnds(answer, false, false);
		serverEnds(answer, true, false);
	}

	@ParameterizedTest
	@CsvSource({ "HTTP/1.1 abc, the answer is no HTTP", "SSH-2.0-OpenSSH_9.6, the answer is no HTTP" })
	void anAnswerThatIsNoHttpIsSaidToBeNone(String line, String reason) {
		assertReason(line + "\r\n\r\n", reason);
	}

	@Test
	void aHeadThatIsTooLongIsSaidToBeSo() {
		assertReason("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n",
				"the head of the answer is too long");
	}

	private static void assertReason(String answer, String reason) {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(answer);
			connection.awaitClose();
		}); ReactiveOctoStoreClient client = server.client()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL).block())
				.withMessageContaining(reason);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 102, 103 })
	void whatIsSentAheadOfAnAnswerIsPassedOver(int status) {
		String hint = "HTTP/1.1 " + status + " X\r\nLink: </style.css>; rel=preload\r\n\r\n";
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				connection.readRequest();
				connection.write(hint);
				connection.write(hint + ScriptedServer.json(200, Samples.ACQUIRED));
			}
		}); ReactiveOctoStoreClient client = server.client()) {
			assertThat(client.acquireLock("job", Samples.TTL).block().fencingToken()).isEqualTo(318);
			assertThat(client.acquireLock("job", Samples.TTL).block().fencingToken()).isEqualTo(318);
		}
		assertQuiet();
	}

	@Test
	void aFrameThatIsTooLargeLeavesNothingInTheLog() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection
				.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + "x".repeat(70 * 1024));
			connection.awaitClose();
		}); ReactiveOctoStoreClient client = server.client()) {
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> client.watchLock("job").blockLast());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
		assertQuiet();
	}

	@Test
	void aRotationThatFailsAfterItWasGivenUpLeavesNothingInTheLog() {
		CountDownLatch received = new CountDownLatch(1);
		CountDownLatch givenUp = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			received.countDown();
			ScriptedServer.await(givenUp);
			connection.reset();
		}); ReactiveOctoStoreClient client = server.client()) {
			Disposable rotation = client.rotateToken().subscribe();
			ScriptedServer.await(received);
			rotation.dispose();
			givenUp.countDown();
		}
		assertQuiet();
	}

}
