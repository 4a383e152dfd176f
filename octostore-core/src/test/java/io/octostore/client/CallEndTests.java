package io.octostore.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What ends calls and watches: the request timeout and the end of the client.
 */
class CallEndTests {

	private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

	private static final String ROOM = "build-leader";

	private static Publisher<?> watch(ReactiveOctoStoreClient client, boolean election) {
		return election ? client.watchElection(ROOM) : client.watchLock("job");
	}

	private static ScriptedServer.Script stalling(String answer, CountDownLatch received) {
		return (connection) -> {
			connection.readRequest();
			connection.write(answer);
			received.countDown();
			connection.awaitClose();
		};
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aWatchThatIsNotAnsweredEndsWithTheRequestTimeoutAndTheConnection(boolean election) {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client().withTimeout(Duration.ofSeconds(2))) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> Flux.from(watch(client, election)).blockLast(Duration.ofSeconds(10)))
				.satisfies((ex) -> assertThat(ex.isTimeout()).isTrue());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anAnswerThatIsNoStreamEndsAWatchAndItsConnection(boolean election) {
		String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>";
		try (ScriptedServer server = new ScriptedServer(stalling(page, new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client().withTimeout(Duration.ofSeconds(2))) {
			assertThatExceptionOfType(OctoStoreProtocolException.class)
				.isThrownBy(() -> Flux.from(watch(client, election)).blockLast(Duration.ofSeconds(10)))
				.satisfies((ex) -> assertThat(ex.isForeign()).isTrue());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theRequestTimeoutDoesNotEndAWatchThatHasBegun(boolean election) {
		CountDownLatch callIsOver = new CountDownLatch(1);
		String event = election ? Samples.LED : "{\"event\":\"released\",\"lock_name\":\"job\"}";
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			if (connection.readRequest().contains("/watch")) {
				connection.write(STREAM + ": keepalive\n\n");
				ScriptedServer.await(callIsOver);
				connection.write("data: " + event + "\n\n");
			}
			connection.awaitClose();
		}); ReactiveOctoStoreClient client = server.client().withTimeout(Duration.ofSeconds(1))) {
			CompletableFuture<?> first = Flux.from(watch(client, election)).next().toFuture();
			org.awaitility.Awaitility.await().until(() -> !server.requests().isEmpty());
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.getLockStatus("other").block());
			callIsOver.countDown();
			assertThat(first).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void closingEndsAWatchThatIsOpen(boolean election) {
		CountDownLatch received = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer(stalling(STREAM + ": keepalive\n\n", received));
				ReactiveOctoStoreClient client = server.client()) {
			CompletableFuture<?> end = Flux.from(watch(client, election)).then().toFuture();
			ScriptedServer.await(received);
			client.close();
			assertThat(end).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(OctoStoreNetworkException.class)
				.withMessage("Watch of " + (election ? "election '" + ROOM + "'" : "lock 'job'")
						+ " was abandoned: the client was closed");
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@Test
	void closingEndsThePauseBeforeARepeat() {
		CountDownLatch refused = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 503 X\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n");
			refused.countDown();
			connection.awaitClose();
		})) {
			ReactiveOctoStoreClient client = server.client()
				.withTimeout(Duration.ofMinutes(10))
				.withRetry(RetrySettings.defaults());
			CompletableFuture<?> call = client.getLockStatus("job").toFuture();
			ScriptedServer.await(refused);
			client.close();
			assertThat(call).failsWithin(Duration.ofSeconds(10));
		}
	}

	private static List<Publisher<?>> allCalls(ReactiveOctoStoreClient client) {
		return List.of(client.health(), client.status(), client.tryAcquireLock("job", Samples.TTL),
				client.tryAcquireLock(AcquireRequest.of("job", Samples.TTL).withEphemeralSession(Samples.SESSION)),
				client.acquireLock("job", Samples.TTL), client.releaseLock("job", Samples.LEASE),
				client.renewLock("job", Samples.LEASE, Samples.TTL), client.getLockStatus("job"),
				client.watchLock("job"), client.listLocks(), client.listLocks("j"), client.rotateToken(),
				client.createSession(Samples.TTL), client.keepSessionAlive(Samples.SESSION),
				client.getSession(Samples.SESSION), client.deleteSession(Samples.SESSION), client.createElection(),
				client.campaign(ROOM, CampaignRequest.of("node-1", Samples.TTL)), client.getElection(ROOM),
				client.renewLeadership(ROOM, Samples.LEADER_TOKEN, Samples.TTL),
				client.resignLeadership(ROOM, Samples.LEADER_TOKEN), client.watchElection(ROOM), client.serverVersion(),
				client.setLockAcl("job", LockAcl.ofUsers("alice")), client.register("alice"),
				client.register("alice", "team"), client.webhooks().list(),
				client.webhooks().create(WebhookRequest.of("https://hooks.example.org")),
				client.webhooks().delete(Samples.SESSION), client.admin().status(), client.admin().metrics(),
				client.admin().timeSeries(TimeSeries.Window.HOUR),
				client.admin().setLockAcl("job", LockAcl.ofUsers("alice")));
	}

	@Test
	void nothingIsSentByAClosedClient() {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)))) {
			ReactiveOctoStoreClient client = server.client();
			client.close();
			assertThat(allCalls(client.withRetry(RetrySettings.defaults())))
				.allSatisfy((call) -> assertThatExceptionOfType(OctoStoreNetworkException.class)
					.isThrownBy(() -> Flux.from(call).blockLast(Duration.ofSeconds(10)))
					.withMessageContaining(" was not sent")
					.withMessageContaining("the client is closed")
					.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue()));
			assertThat(server.connections()).isZero();
		}
	}

	@Test
	void everyCallEndsWithTheRequestTimeout() {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client().withTimeout(Duration.ofMillis(300))) {
			assertThat(Flux.fromIterable(allCalls(client))
				.flatMap((call) -> Flux.from(call).then(Mono.<Throwable>empty()).onErrorResume(Mono::just))
				.collectList()
				.block(Duration.ofSeconds(20)))
				.hasSameSizeAs(allCalls(client))
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(OctoStoreNetworkException.class)
					.extracting("timeout")
					.isEqualTo(true));
		}
	}

}
