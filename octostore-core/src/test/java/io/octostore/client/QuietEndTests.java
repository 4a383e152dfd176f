package io.octostore.client;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import io.octostore.OctoStoreProtocolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that nobody wants any more end without a warning or an error in the log: neither
 * Reactor, nor Netty, nor the client has anything to report.
 */
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

		Stage(String answer) {
			this.answer = answer;
		}

	}

	private static Publisher<?> call(ReactiveOctoStoreClient client, Stage stage) {
		return switch (stage) {
			case NOT_ANSWERED, HEAD_BEGUN, BODY_BEGUN -> client.acquireLock("job", Samples.TTL);
			case STREAM_BEGUN, STREAM_UNDER_WAY, FRAME_BEGUN -> client.watchLock("job");
		};
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
