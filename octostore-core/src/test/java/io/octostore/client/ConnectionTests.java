package io.octostore.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a client does on the wire.
 */
class ConnectionTests {

	private static final String NO_CONTENT = "HTTP/1.1 204 X\r\nX-Request-Id: " + Samples.REQUEST_ID + "\r\n\r\n";

	private static OctoStoreClient client(String baseUrl) {
		return OctoStoreClient.builder()
			.baseUrl(baseUrl)
			.token(Samples.TOKEN)
			.retry(RetrySettings.defaults().withMaxAttempts(1))
			.lockNameRule(LockNameRule.HIERARCHICAL)
			.build();
	}

	private static ScriptedServer.Script answering(String answer) {
		return (connection) -> {
			while (true) {
				connection.readRequest();
				connection.write(answer);
			}
		};
	}

	@Test
	void aSlashInALockNameStaysEncoded() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)));
				OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("jobs/équipe_1", Samples.TTL);
			assertThat(server.requests()).singleElement()
				.asString()
				.startsWith("POST /locks/jobs%2F%C3%A9quipe_1/acquire HTTP/1.1\r\n");
		}
	}

	@Test
	void speaksPlainHttp11WithABodyOfKnownLength() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)));
				OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("job", Samples.TTL);
			assertThat(server.requests()).singleElement()
				.asString()
				.containsIgnoringCase("\r\nContent-Length: 18\r\n")
				.containsIgnoringCase("\r\nUser-Agent: octostore-java\r\n")
				.doesNotContainIgnoringCase("Transfer-Encoding")
				.doesNotContainIgnoringCase("Upgrade")
				.doesNotContainIgnoringCase("Accept-Encoding")
				.endsWith("\r\n\r\n{\"ttl_seconds\":60}");
		}
	}

	@Test
	void sendsNeitherBodyNorContentTypeWhereNoneIsTaken() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				boolean deletion = connection.readRequest().startsWith("DELETE");
				connection.write(deletion ? NO_CONTENT : ScriptedServer.json(200, Samples.KEPT_ALIVE));
			}
		}); OctoStoreClient client = client(server.baseUrl())) {
			client.keepSessionAlive(Samples.SESSION);
			client.deleteSession(Samples.SESSION);
			assertThat(server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request).endsWith("\r\n\r\n")
					.doesNotContainIgnoringCase("Content-Type")
					.doesNotContainIgnoringCase("Transfer-Encoding"));
		}
	}

	@Test
	void keepsConnections() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)));
				OctoStoreClient client = client(server.baseUrl())) {
			// The next request may begin before the connection is back in its pool.
			for (int count = 0; count < 100
					&& (count == 0 || server.connections() == server.requests().size()); count++) {
				client.acquireLock("job", Samples.TTL);
			}
			assertThat(server.connections()).isLessThan(server.requests().size());
		}
	}

	@Test
	void aFreshConnectionIsClosedAfterItsRequest() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)));
				OctoStoreClient client = client(server.baseUrl())) {
			ReactiveOctoStoreClient fresh = client.reactive().withFreshConnection();
			fresh.acquireLock("job", Samples.TTL).block();
			fresh.acquireLock("job", Samples.TTL).block();
			assertThat(server.connections()).isEqualTo(2);
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	@Tag("field-fault-D3")
	void aRefusedConnectionMeansNotSent() throws IOException {
		int port;
		try (ServerSocket unused = new ServerSocket(0)) {
			port = unused.getLocalPort();
		}
		try (OctoStoreClient client = client("http://127.0.0.1:" + port)) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessage("Acquire of lock 'job' was not sent: no connection to http://127.0.0.1:" + port
						+ ": connection refused")
				.satisfies((ex) -> {
					assertThat(ex.isNotSent()).isTrue();
					assertThat(ex.isTimeout()).isFalse();
				});
		}
	}

	@Test
	void aNameThatCannotBeResolvedMeansNotSent() {
		try (OctoStoreClient client = client("https://no-such-host.invalid")) {
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> client.health())
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
	}

	@Test
	void aConnectionThatIsNeverAcceptedMeansNotSent() throws IOException {
		List<Socket> fillers = new ArrayList<>();
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			for (int count = 0; count < 3; count++) {
				Socket filler = new Socket();
				fillers.add(filler);
				try {
					filler.connect(full.getLocalSocketAddress(), 200);
				}
				catch (IOException ex) {
					break;
				}
			}
			try (OctoStoreClient client = OctoStoreClient.builder()
				.baseUrl("http://127.0.0.1:" + full.getLocalPort())
				.connectTimeout(Duration.ofMillis(200))
				.retry(RetrySettings.none())
				.build()) {
				assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
					.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			}
		}
		finally {
			for (Socket filler : fillers) {
				filler.close();
			}
		}
	}

	@Test
	void anAnswerThatNeverComesEndsWithTheRequestTimeoutAndTheConnection() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl()).withTimeout(Duration.ofMillis(300))) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.satisfies((ex) -> {
					assertThat(ex.isTimeout()).isTrue();
					assertThat(ex.isNotSent()).isFalse();
				});
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aBodyThatStallsEndsWithTheRequestTimeoutAndTheConnection() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(200, Samples.ACQUIRED).substring(0, 120));
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl()).withTimeout(Duration.ofMillis(300))) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.satisfies((ex) -> assertThat(ex.isTimeout()).isTrue());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aCancelledCallDropsItsConnection() throws InterruptedException {
		CountDownLatch received = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			received.countDown();
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl())) {
			Disposable call = client.reactive().acquireLock("job", Samples.TTL).subscribe();
			assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
			call.dispose();
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aConnectionThatBreaksAfterTheRequestLeavesTheOutcomeOpen() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.reset();
		}); OctoStoreClient client = client(server.baseUrl())) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageContaining("got no usable answer")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isFalse());
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void anEndlessBodyIsNotReadToItsEnd() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"");
			String chunk = "x".repeat(16 * 1024);
			while (true) {
				connection.write(chunk);
			}
		}); OctoStoreClient client = client(server.baseUrl())) {
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessage("Acquire of lock 'job' was answered with more than 65536 bytes, which are not read")
				.satisfies((ex) -> assertThat(ex.mayHaveBeenApplied()).isTrue());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	@Tag("field-fault-J7")
	void aLongListInSmallPiecesIsReadInLinearTime() {
		String lock = "{\"name\":\"" + "x".repeat(60)
				+ "\",\"fencing_token\":1,\"expires_at\":\"2026-03-01T10:01:00Z\"}";
		String list = "{\"locks\":[" + String.join(",", Collections.nCopies(30_000, lock)) + "],\"total\":30000}";
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			StringBuilder chunks = new StringBuilder(list.length() * 2)
				.append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
			for (int begin = 0; begin < list.length(); begin += 64) {
				String chunk = list.substring(begin, Math.min(begin + 64, list.length()));
				chunks.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
			}
			connection.write(chunks.append("0\r\n\r\n").toString());
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl()).withTimeout(Duration.ofSeconds(60))) {
			assertThat(client.listLocks()).hasSize(30_000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "99", "1000" })
	void aStatusThatDoesNotExistEndsTheCallBeforeItsBody(String status) {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n\r\n{");
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl()).withTimeout(Duration.ofMinutes(1))) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageContaining("the answer is no HTTP")
				.satisfies((ex) -> {
					assertThat(ex.isNotSent()).isFalse();
					assertThat(ex.isTimeout()).isFalse();
				});
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aBodyThatIsCutOffIsNoAnswer() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(200, Samples.ACQUIRED).substring(0, 150));
		}); OctoStoreClient client = client(server.baseUrl())) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.satisfies((ex) -> assertThat(ex.isNotSent()).isFalse());
		}
	}

	/**
	 * The server answers, and closes the connection at the next request: what a kept
	 * connection looks like that was closed without a word.
	 * @return the script
	 */
	private static ScriptedServer.Script closingAfterOneAnswer() {
		return (connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(200, Samples.RENEWED));
			connection.readRequest();
		};
	}

	@Test
	void aStaleConnectionIsNoErrorWhereARepeatIsSafe() {
		try (ScriptedServer server = new ScriptedServer(closingAfterOneAnswer());
				OctoStoreClient client = client(server.baseUrl())) {
			for (int count = 0; count < 3; count++) {
				client.renewLock("job", Samples.LEASE, Samples.TTL);
			}
			assertThat(server.requests()).hasSizeGreaterThan(3);
		}
	}

	@Test
	void aStaleConnectionIsAnErrorWhereARepeatIsNotSafe() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
			connection.readRequest();
		}); OctoStoreClient client = client(server.baseUrl())) {
			int calls = 0;
			OctoStoreNetworkException failure = null;
			while (failure == null && calls < 10) {
				calls++;
				failure = catchThrowableOfType(OctoStoreNetworkException.class,
						() -> client.acquireLock("job", Samples.TTL));
			}
			assertThat(failure).isNotNull().returns(false, OctoStoreNetworkException::isNotSent);
			assertThat(server.requests()).hasSize(calls);
		}
	}

	@Test
	void aConnectionThatWasSeenToCloseIsNotUsedAgain() throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(3);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection
				.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
						+ Samples.ACQUIRED.length() + "\r\n\r\n" + Samples.ACQUIRED);
			closed.countDown();
		}); OctoStoreClient client = client(server.baseUrl())) {
			for (int count = 0; count < 3; count++) {
				client.acquireLock("job", Samples.TTL);
			}
			assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(server.connections()).isEqualTo(3);
		}
	}

	@Test
	@Tag("field-fault-J9")
	void withoutRecoveryAStaleConnectionIsNotRepeated() {
		try (ScriptedServer server = new ScriptedServer((connection) -> connection.readRequest());
				OctoStoreClient client = client(server.baseUrl()).withRetry(RetrySettings.none())) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.renewLock("job", Samples.LEASE, Samples.TTL));
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	@Tag("field-fault-B3")
	void afterASessionIsNotFoundAllLanesUseNewConnections() {
		AtomicBoolean gone = new AtomicBoolean();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				if (request.contains("/keepalive") && gone.get()) {
					connection.write(ScriptedServer.json(404, Samples.error("not_found")));
				}
				else {
					connection.write(ScriptedServer.json(200, request.contains("/renew") ? Samples.RENEWED
							: request.contains("/acquire") ? Samples.ACQUIRED : Samples.KEPT_ALIVE));
				}
			}
		}); OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("job", Samples.TTL);
			client.renewLock("job", Samples.LEASE, Samples.TTL);
			client.keepSessionAlive(Samples.SESSION);
			int before = server.connections();
			gone.set(true);
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION));
			gone.set(false);
			client.acquireLock("job", Samples.TTL);
			client.renewLock("job", Samples.LEASE, Samples.TTL);
			client.keepSessionAlive(Samples.SESSION);
			assertThat(server.connections() - before).isGreaterThanOrEqualTo(3);
		}
	}

	@Test
	void whatIsUnderWayOutlivesTheReplacementOfConnections() {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			arrived.countDown();
			ScriptedServer.await(answer);
			connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl())) {
			CompletableFuture<?> call = client.reactive().acquireLock("job", Samples.TTL).toFuture();
			ScriptedServer.await(arrived);
			client.reconnect();
			answer.countDown();
			assertThat(call).succeedsWithin(Duration.ofSeconds(10));
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aWatchEndsWhenConnectionsAreReplaced() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
					+ "data: {\"event\":\"released\",\"lock_name\":\"job\"}\n\n");
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl())) {
			CountDownLatch begun = new CountDownLatch(1);
			CompletableFuture<?> end = client.reactive()
				.watchLock("job")
				.doOnNext((event) -> begun.countDown())
				.then()
				.toFuture();
			ScriptedServer.await(begun);
			client.reconnect();
			assertThat(end).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void aStaleConnectionIsRepeatedOnceOnly() {
		try (ScriptedServer server = new ScriptedServer((connection) -> connection.readRequest());
				OctoStoreClient client = client(server.baseUrl())) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.renewLock("job", Samples.LEASE, Samples.TTL));
			assertThat(server.requests()).hasSize(2);
		}
	}

	@Test
	void renewalAndKeepaliveDoNotWaitForOtherRequests() {
		CountDownLatch release = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				if (request.contains("/acquire")) {
					ScriptedServer.await(release);
					connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
				}
				else {
					connection.write(ScriptedServer.json(200,
							request.contains("/renew") ? Samples.RENEWED : Samples.KEPT_ALIVE));
				}
			}
		}); OctoStoreClient client = client(server.baseUrl())) {
			List<Mono<?>> acquires = new ArrayList<>();
			for (int count = 0; count < 140; count++) {
				acquires.add(client.reactive().acquireLock("job-" + UUID.randomUUID(), Samples.TTL));
			}
			Disposable pending = Mono.when(acquires).subscribe();
			assertThat(client.renewLock("job", Samples.LEASE, Samples.TTL).leaseId()).isEqualTo(Samples.LEASE);
			assertThat(client.keepSessionAlive(Samples.SESSION).expiresAt()).isNotNull();
			release.countDown();
			pending.dispose();
		}
	}

	@Test
	void aFullPoolMeansNotSent() {
		CountDownLatch accepted = new CountDownLatch(128);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			accepted.countDown();
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl())) {
			List<Mono<?>> acquires = new ArrayList<>();
			for (int count = 0; count < 128; count++) {
				acquires.add(client.reactive().acquireLock("job-" + count, Samples.TTL));
			}
			Disposable pending = Mono.when(acquires).subscribe();
			ScriptedServer.await(accepted);
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.withTimeout(Duration.ofMillis(200)).acquireLock("late", Samples.TTL))
				.withMessageStartingWith(
						"Acquire of lock 'late' was not sent: time ran out before there was a connection")
				.satisfies((ex) -> {
					assertThat(ex.isNotSent()).isTrue();
					assertThat(ex.isTimeout()).isTrue();
				});
			pending.dispose();
		}
	}

	@Test
	void renewalAndKeepaliveRunOnAnEventLoopOfTheirOwn() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				connection
					.write(ScriptedServer.json(200, request.contains("/renew") ? Samples.RENEWED : Samples.ACQUIRED));
			}
		}); OctoStoreClient client = client(server.baseUrl())) {
			assertThat(client.reactive()
				.acquireLock("job", Samples.TTL)
				.map((acquired) -> Thread.currentThread().getName())
				.block()).startsWith("octostore-http-");
			assertThat(client.reactive()
				.renewLock("job", Samples.LEASE, Samples.TTL)
				.map((renewal) -> Thread.currentThread().getName())
				.block()).startsWith("octostore-renew-");
		}
	}

	@Test
	void aClosedClientSendsNothing() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)))) {
			OctoStoreClient client = client(server.baseUrl());
			client.acquireLock("job", Samples.TTL);
			client.close();
			client.close();
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.withTimeout(Duration.ofSeconds(1)).acquireLock("job", Samples.TTL))
				.withMessage("Acquire of lock 'job' was not sent: the client is closed")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void closingEndsCallsThatAreUnderWay() {
		CountDownLatch received = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			received.countDown();
			connection.awaitClose();
		}); OctoStoreClient client = client(server.baseUrl())) {
			CompletableFuture<?> call = client.reactive().acquireLock("job", Samples.TTL).toFuture();
			ScriptedServer.await(received);
			client.close();
			assertThat(call).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(OctoStoreNetworkException.class)
				.withMessage("Acquire of lock 'job' was abandoned: the client was closed");
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void aClosedClientLeavesNoThread() {
		try (ScriptedServer server = new ScriptedServer(answering(ScriptedServer.json(200, Samples.ACQUIRED)))) {
			OctoStoreClient client = client(server.baseUrl());
			List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
			client.acquireLock("job", Samples.TTL);
			List<Thread> started = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> !before.contains(thread) && thread.getName().startsWith("octostore-"))
				.toList();
			assertThat(started).isNotEmpty().allMatch(Thread::isDaemon);
			client.close();
			org.awaitility.Awaitility.await().until(() -> started.stream().noneMatch(Thread::isAlive));
		}
	}

}
