package io.octostore.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreNetworkException;
import io.octostore.UnsupportedServerException;

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

	private static Stream<Arguments> watches() {
		List<Arguments> watches = new ArrayList<>();
		for (HttpConnectorKind connector : List.of(HttpConnectorKind.REACTOR_NETTY, HttpConnectorKind.JDK)) {
			watches.add(Arguments.of(connector, false));
			watches.add(Arguments.of(connector, true));
		}
		return watches.stream();
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
	@MethodSource("watches")
	void aWatchThatIsNotAnsweredEndsWithTheRequestTimeoutAndTheConnection(HttpConnectorKind connector,
			boolean election) {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client(connector).withTimeout(Duration.ofSeconds(2))) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> Flux.from(watch(client, election)).blockLast(Duration.ofSeconds(10)))
				.satisfies((ex) -> assertThat(ex.isTimeout()).isTrue());
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("watches")
	void anAnswerThatIsNoStreamEndsAWatchAndItsConnection(HttpConnectorKind connector, boolean election) {
		String page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>";
		try (ScriptedServer server = new ScriptedServer(stalling(page, new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client(connector)) {
			assertThatExceptionOfType(UnsupportedServerException.class)
				.isThrownBy(() -> Flux.from(watch(client, election)).blockLast(Duration.ofSeconds(10)));
			assertThat(server.awaitClosedByClient()).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("watches")
	void theRequestTimeoutDoesNotEndAWatchThatHasBegun(HttpConnectorKind connector, boolean election) {
		CountDownLatch callIsOver = new CountDownLatch(1);
		String event = election ? Samples.LED : "{\"event\":\"released\",\"lock_name\":\"job\"}";
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			if (connection.readRequest().contains("/watch")) {
				connection.write(STREAM + ": keepalive\n\n");
				ScriptedServer.await(callIsOver);
				connection.write("data: " + event + "\n\n");
			}
			connection.awaitClose();
		}); ReactiveOctoStoreClient client = server.client(connector).withTimeout(Duration.ofSeconds(1))) {
			CompletableFuture<?> first = Flux.from(watch(client, election)).next().toFuture();
			org.awaitility.Awaitility.await().until(() -> !server.requests().isEmpty());
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.getLockStatus("other").block());
			callIsOver.countDown();
			assertThat(first).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@ParameterizedTest
	@MethodSource("watches")
	void closingEndsAWatchThatIsOpen(HttpConnectorKind connector, boolean election) {
		CountDownLatch received = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer(stalling(STREAM + ": keepalive\n\n", received));
				ReactiveOctoStoreClient client = server.client(connector)) {
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
			ReactiveOctoStoreClient client = server.client(HttpConnectorKind.DETECT)
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
				client.resignLeadership(ROOM, Samples.LEADER_TOKEN), client.watchElection(ROOM));
	}

	@ParameterizedTest
	@EnumSource(HttpConnectorKind.class)
	void nothingIsSentByAClosedClient(HttpConnectorKind connector) {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)))) {
			ReactiveOctoStoreClient client = server.client(connector);
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

	@ParameterizedTest
	@EnumSource(HttpConnectorKind.class)
	void everyCallEndsWithTheRequestTimeout(HttpConnectorKind connector) {
		try (ScriptedServer server = new ScriptedServer(stalling("", new CountDownLatch(1)));
				ReactiveOctoStoreClient client = server.client(connector).withTimeout(Duration.ofMillis(300))) {
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

	/**
	 * Connections of a test, which never end.
	 *
	 * @param connector makes them
	 */
	private record Endless(ClientHttpConnector connector) implements Connectors {

		@Override
		public ClientHttpConnector pooled(Lane lane) {
			return this.connector;
		}

		@Override
		public ClientHttpConnector fresh(Lane lane) {
			return this.connector;
		}

		@Override
		public Mono<Void> close() {
			return Mono.never();
		}

	}

	private static Operations operations() {
		return new Operations(BaseUrl.of("http://127.0.0.1:1"), LockNameRule.PORTABLE, 1024);
	}

	private static Transport endlessTransport() {
		Transport transport = new Transport(() -> new Endless((method, uri, callback) -> Mono.never()),
				new ExchangeTimer(), null);
		transport.perform(new Exchange(operations().health(), null), false, transport.timer().now())
			.onErrorComplete()
			.block();
		return transport;
	}

	@Test
	void aWatchEndsAfter45SecondsWithoutASignOfLife() {
		Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
		JdkResponse answer = new JdkResponse(200,
				HttpHeaders.of(Map.of("Content-Type", List.of("text/event-stream")), (name, value) -> true),
				body.asFlux());
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		Transport transport = new Transport(() -> new Endless((method, uri, callback) -> Mono.just(answer)),
				new ExchangeTimer(time), null);
		CompletableFuture<Void> end = transport
			.watch(new Exchange(operations().watch("job"), null), LockAnswers::event, Duration.ofSeconds(1).toNanos())
			.then()
			.toFuture();
		time.advanceTimeBy(Duration.ofSeconds(44));
		body.tryEmitNext(
				DefaultDataBufferFactory.sharedInstance.wrap(": keepalive\n\n".getBytes(StandardCharsets.UTF_8)));
		time.advanceTimeBy(Duration.ofSeconds(44));
		assertThat(end).isNotDone();
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(end).isCompleted();
		assertThat(body.currentSubscriberCount()).isZero();
	}

	@Test
	void closingDoesNotWaitForConnectionsThatDoNotEnd() {
		CompletableFuture<Void> close = CompletableFuture
			.runAsync(() -> Closing.close(endlessTransport(), Duration.ofMillis(100)));
		assertThat(close).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void closingDoesNotBlockAThreadThatOthersDependOn() {
		Transport transport = endlessTransport();
		Mono<Void> close = Mono.fromRunnable(() -> Closing.close(transport, Duration.ofDays(1)));
		assertThat(close.subscribeOn(Schedulers.parallel()).toFuture()).succeedsWithin(Duration.ofSeconds(20));
	}

}
