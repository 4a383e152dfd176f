package io.octostore.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However far a call has come, giving it up leaves no connection open: neither one that
 * is only being made, nor one whose answer has begun and never ends.
 */
@Tag("field-fault-J1")
class GivenUpConnectionTests {

	private static final int CALLS = 40;

	private static final Duration LIMIT = Duration.ofSeconds(5);

	/** An answer that is written byte by byte, and has no end. */
	private static final String ENDLESS = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
			+ "Transfer-Encoding: chunked\r\n\r\n3\r\n{ \"\r\n";

	private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hi\n\n";

	private static void assertNoneIsLeft(ScriptedServer server) {
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(server.openConnections()).isZero());
	}

	private static List<Publisher<?>> calls(ReactiveOctoStoreClient client) {
		return List.of(client.acquireLock("job", Samples.TTL), client.keepSessionAlive(Samples.SESSION),
				client.renewLock("job", Samples.LEASE, Samples.TTL), client.getLockStatus("job"),
				client.withFreshConnection().getLockStatus("job"), client.watchLock("job"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void inATlsHandshakeThatTheServerNeverAnswers(boolean closesTheClient) {
		CountDownLatch begun = new CountDownLatch(6);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readByte();
			begun.countDown();
			connection.awaitClose();
		});
				ReactiveOctoStoreClient client = ReactiveOctoStoreClient.builder()
					.baseUrl("https://127.0.0.1:" + server.port())
					.token(Samples.TOKEN)
					.connectTimeout(Duration.ofMinutes(10))
					.requestTimeout(Duration.ofMinutes(10))
					.retry(RetrySettings.none())
					.buildReactive()) {
			List<Disposable> calls = new ArrayList<>();
			calls(client).forEach((call) -> calls.add(Flux.from(call).onErrorComplete().subscribe()));
			ScriptedServer.await(begun);
			assertThat(server.openConnections()).isEqualTo(6);
			if (closesTheClient) {
				client.close();
			}
			else {
				calls.forEach(Disposable::dispose);
			}
			assertNoneIsLeft(server);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void atAnyMoment(long seed) {
		Random random = new Random(seed);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			String request = connection.readRequest();
			String answer = request.contains("/watch") ? STREAM : ENDLESS;
			int cut = answer.indexOf("\r\n\r\n") + 4;
			connection.write(answer.substring(0, cut));
			connection.write(answer.substring(cut));
			connection.awaitClose();
		}); ReactiveOctoStoreClient client = server.client()) {
			for (int count = 0; count < CALLS; count++) {
				List<Disposable> calls = new ArrayList<>();
				calls(client).forEach((call) -> calls.add(Flux.from(call).onErrorComplete().subscribe()));
				for (Disposable call : calls) {
					spin(random.nextInt(random.nextBoolean() ? 200 : 20_000));
					call.dispose();
				}
			}
			assertNoneIsLeft(server);
		}
	}

	private static void spin(int count) {
		for (int turn = 0; turn < count; turn++) {
			Thread.onSpinWait();
		}
	}

	@Test
	void afterACompleteAnswerTheConnectionIsKept() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				connection.readRequest();
				connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
			}
		}); ReactiveOctoStoreClient client = server.client()) {
			for (int count = 0; count < CALLS; count++) {
				client.acquireLock("job", Samples.TTL).toFuture().join();
			}
			// The next call may come before the connection is back
			assertThat(server.connections()).isLessThanOrEqualTo(3);
			assertThat(server.openConnections()).isEqualTo(server.connections());
		}
	}

}
