package io.octostore.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.UnsupportedServerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Watches that are read by blocking calls, and followed locks, over real connections.
 */
@Timeout(30)
class WatchTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nX-Request-Id: " + Samples.REQUEST_ID
			+ "\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

	private static final Duration LONG = Duration.ofSeconds(20);

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

	private static String free() {
		return chunk(
				"data: {\"event\":\"released\",\"lock_name\":\"job\",\"observed_at\":\"2026-03-01T10:00:00.120Z\"}\n\n");
	}

	private static String held(long token) {
		return chunk("data: {\"event\":\"acquired\",\"lock_name\":\"job\",\"fencing_token\":" + token
				+ ",\"expires_at\":\"2026-03-01T10:01:05.700Z\",\"observed_at\":\"2026-03-01T10:00:05.700Z\"}\n\n");
	}

	private static OctoStoreClient client(ScriptedServer server) {
		return OctoStoreClient.builder()
			.baseUrl(server.baseUrl())
			.token(Samples.TOKEN)
			.requestTimeout(Duration.ofMillis(1500))
			.build();
	}

	/**
	 * A server that answers questions for its age, and each watch as a script says.
	 */
	private static ScriptedServer server(WatchScript script) {
		java.util.concurrent.atomic.AtomicInteger watches = new java.util.concurrent.atomic.AtomicInteger();
		return new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				if (request.contains("/watch ")) {
					script.serve(connection, watches.incrementAndGet());
					return;
				}
				connection.write(ScriptedServer.json(404, Samples.error("not_found")));
			}
		});
	}

	private static LockUpdate next(Watch<LockUpdate> watch) {
		return watch.poll(LONG).orElseThrow();
	}

	@Test
	void readsEventsAsTheyCome() {
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(HEAD + free() + held(3));
			connection.write(chunk(":\n\n") + free() + "0\r\n\r\n");
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockEvent> watch = client.watchLock("job")) {
			List<LockEvent.Type> types = new ArrayList<>();
			watch.forEachRemaining((event) -> types.add(event.type()));
			assertThat(types).containsExactly(LockEvent.Type.RELEASED, LockEvent.Type.ACQUIRED,
					LockEvent.Type.RELEASED);
			assertThat(watch.isEnded()).isTrue();
			assertThat(watch.poll(LONG)).isEmpty();
			assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(watch::next);
		}
	}

	@Test
	void pollsForNoLongerThanItIsTold() {
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(HEAD + free());
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockEvent> watch = client.watchLock("job")) {
			assertThat(watch.hasNext()).isTrue();
			assertThat(watch.hasNext()).isTrue();
			assertThat(watch.poll(Duration.ZERO)).isPresent();
			assertThat(watch.poll(Duration.ZERO)).isEmpty();
			assertThat(watch.poll(Duration.ofMillis(20))).isEmpty();
			assertThat(watch.isEnded()).isFalse();
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> watch.poll(Duration.ofMillis(-1)))
				.withMessageContaining("The timeout is PT-0.001S");
		}
	}

	@Test
	void closingEndsTheConnectionAndWakesTheReader() throws Exception {
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(HEAD + free());
			connection.awaitClose();
		}); OctoStoreClient client = client(server)) {
			Watch<LockEvent> watch = client.watchLock("job");
			assertThat(watch.next().type()).isEqualTo(LockEvent.Type.RELEASED);
			CountDownLatch waiting = new CountDownLatch(1);
			CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
				waiting.countDown();
				return watch.hasNext();
			});
			ScriptedServer.await(waiting);
			watch.close();
			watch.close();
			assertThat(reader.get()).isFalse();
			assertThat(server.awaitClosedByClient()).isTrue();
			assertThat(watch.isEnded()).isTrue();
			assertThat(watch.hasNext()).isFalse();
		}
	}

	@Test
	void anInterruptEndsTheWaitAndNotTheWatch() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(HEAD + free());
			ScriptedServer.await(goOn);
			connection.write(held(3));
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockEvent> watch = client.watchLock("job")) {
			watch.next();
			AtomicReference<Throwable> failure = new AtomicReference<>();
			AtomicBoolean flag = new AtomicBoolean();
			Thread reader = new Thread(() -> {
				try {
					watch.hasNext();
				}
				catch (OctoStoreNetworkException ex) {
					failure.set(ex);
					flag.set(Thread.currentThread().isInterrupted());
				}
			});
			reader.start();
			reader.interrupt();
			reader.join();
			assertThat(failure.get()).isInstanceOf(OctoStoreNetworkException.class)
				.hasMessageContaining("Watch of lock 'job'")
				.hasMessageContaining("interrupted");
			assertThat(flag).isTrue();
			goOn.countDown();
			assertThat(watch.next().type()).isEqualTo(LockEvent.Type.ACQUIRED);
		}
	}

	@Test
	void aRefusalIsThrownByEachRead() {
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(ScriptedServer.json(401, Samples.error("authentication_failed")));
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockEvent> watch = client.watchLock("job")) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(watch::hasNext);
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(watch::next);
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(() -> watch.poll(LONG));
			assertThat(watch.isEnded()).isTrue();
		}
	}

	@Test
	void refusesToWaitOnAThreadThatMustNotBlock() {
		try (ScriptedServer server = server((connection, number) -> connection.awaitClose());
				OctoStoreClient client = client(server);
				Watch<LockEvent> watch = client.watchLock("job")) {
			assertThatIllegalStateException()
				.isThrownBy(() -> Mono.fromCallable(watch::hasNext).subscribeOn(Schedulers.parallel()).block())
				.withMessageContaining("must not block");
		}
	}

	@Test
	void refusesABadNameBeforeAnyRequest() {
		try (ScriptedServer server = server((connection, number) -> connection.awaitClose());
				OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> client.watchLock("a b"));
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> client.followLock("a b"));
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> client.withoutAuthentication().followLock("job"));
			assertThat(server.connections()).isZero();
		}
	}

	/**
	 * A reader that is slower than the lock: what waits is bounded, and then the watch
	 * ends.
	 */
	@Test
	void endsWhenItsReaderIsTooSlow() {
		CountDownLatch written = new CountDownLatch(1);
		try (ScriptedServer server = server((connection, number) -> {
			StringBuilder frames = new StringBuilder(HEAD);
			for (int token = 1; token <= 1000; token++) {
				frames.append(held(token));
			}
			connection.write(frames.toString());
			written.countDown();
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockEvent> watch = client.watchLock("job")) {
			ScriptedServer.await(written);
			assertThat(server.awaitClosedByClient()).isTrue();
			List<Long> tokens = new ArrayList<>();
			watch.forEachRemaining((event) -> tokens.add(event.fencingToken().orElseThrow()));
			assertThat(tokens).hasSize(257).startsWith(1L, 2L, 3L).endsWith(256L, 257L);
		}
	}

	/**
	 * Where the connection of a watch can break.
	 */
	enum Point {

		BEFORE_THE_ANSWER {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.reset();
			}
		},

		AFTER_HALF_A_HEAD {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(HEAD.substring(0, 30));
				connection.reset();
			}
		},

		AFTER_THE_HEAD {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(HEAD);
				connection.reset();
			}
		},

		IN_THE_FIRST_FRAME {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(HEAD + held(1).substring(0, 40));
				connection.reset();
			}
		},

		ORDERLY_WITHOUT_A_FRAME {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(HEAD + "0\r\n\r\n");
			}
		},

		SILENT_WITHOUT_A_FRAME {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(HEAD + chunk(":\n\n"));
				connection.awaitClose();
			}
		},

		A_PAGE {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi");
				connection.awaitClose();
			}
		},

		BUSY {
			@Override
			void breakOff(ScriptedServer.Connection connection) throws IOException {
				connection.write(ScriptedServer.json(503, Samples.error("internal_error")));
				connection.awaitClose();
			}
		};

		abstract void breakOff(ScriptedServer.Connection connection) throws IOException;

	}

	@ParameterizedTest
	@EnumSource
	void followsALockAlthoughWatchesDoNotBegin(Point point) {
		try (ScriptedServer server = server((connection, number) -> {
			if (number == 1) {
				point.breakOff(connection);
				return;
			}
			connection.write(HEAD + free() + held(3));
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockUpdate> watch = client.followLock("job")) {
			assertThat(next(watch).kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
			assertThat(next(watch).kind()).isEqualTo(LockUpdate.Kind.CHANGE);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE_THE_ANSWER", "IN_THE_FIRST_FRAME", "BUSY" })
	void marksAGapWhenAWatchBreaksAndTheNextOnesToo(Point point) {
		try (ScriptedServer server = server((connection, number) -> {
			if (number == 1) {
				connection.write(HEAD + held(3));
				connection.write(held(4).substring(0, 50));
				connection.reset();
			}
			else if (number == 2) {
				point.breakOff(connection);
			}
			else {
				connection.write(HEAD + free());
				connection.awaitClose();
			}
		}); OctoStoreClient client = client(server); Watch<LockUpdate> watch = client.followLock("job")) {
			assertThat(next(watch).event())
				.hasValueSatisfying((event) -> assertThat(event.fencingToken()).contains(3L));
			assertThat(next(watch).isGap()).isTrue();
			LockUpdate again = next(watch);
			assertThat(again.kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
			assertThat(again.event()).hasValueSatisfying((event) -> assertThat(event.type().isFree()).isTrue());
		}
	}

	@Test
	void stopsFollowingWhenTheTokenIsRefused() {
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(ScriptedServer.json(401, Samples.error("authentication_failed")));
			connection.awaitClose();
		}); OctoStoreClient client = client(server); Watch<LockUpdate> watch = client.followLock("job")) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(watch::hasNext);
		}
	}

	@Test
	void goesOnWithTheTokenThatItsSourceGivesAfterARefusal() {
		AtomicReference<String> token = new AtomicReference<>("old-token");
		try (ScriptedServer server = server((connection, number) -> {
			if (number == 1) {
				token.set("new-token");
				connection.write(ScriptedServer.json(401, Samples.error("authentication_failed")));
			}
			else {
				connection.write(HEAD + free());
			}
			connection.awaitClose();
		});
				OctoStoreClient client = OctoStoreClient.builder().baseUrl(server.baseUrl()).token(token::get).build();
				Watch<LockUpdate> watch = client.followLock("job")) {
			assertThat(next(watch).kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
			assertThat(server.requests()).last().asString().contains("Bearer new-token");
		}
	}

	@Test
	void doesNotFollowALockOnAServerWithoutSnapshots() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				connection.readRequest();
				connection.write(ScriptedServer.json(404, Samples.oldError("Session not found"))
					.replace("X-Request-Id: " + Samples.REQUEST_ID + "\r\n", ""));
			}
		}); OctoStoreClient client = client(server); Watch<LockUpdate> watch = client.followLock("job")) {
			assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(watch::hasNext)
				.withMessageContaining("older than v0.14.0")
				.withMessageContaining("watchLock");
		}
	}

	@Test
	void fallsSilentWithTheClientAndLeavesNoThread() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		try (ScriptedServer server = server((connection, number) -> {
			connection.write(HEAD + free());
			connection.awaitClose();
		})) {
			OctoStoreClient client = client(server);
			Watch<LockUpdate> watch = client.followLock("job");
			assertThat(next(watch).kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
			client.close();
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(watch::hasNext)
				.withMessageContaining("closed");
			await().atMost(LONG)
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> !before.contains(thread))
					.noneMatch((thread) -> thread.getName().startsWith("octostore-")));
		}
	}

	@FunctionalInterface
	interface WatchScript {

		void serve(ScriptedServer.Connection connection, int number) throws IOException;

	}

}
