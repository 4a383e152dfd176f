package io.octostore.client.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the wire does by itself, on connections of a test.
 */
class WireTests {

	private static final WireRequest REQUEST = request(Lane.GENERAL);

	/**
	 * Connections of a test, which never end.
	 *
	 * @param connector makes them
	 */
	private record Endless(ClientHttpConnector connector) implements ConnectionSource {

		@Override
		public ClientHttpConnector pooled(Lane lane) {
			return this.connector;
		}

		@Override
		public ClientHttpConnector fresh(Lane lane) {
			return this.connector;
		}

		@Override
		public void replace() {
		}

		@Override
		public void replaceIfOutdated() {
		}

		@Override
		public Mono<Void> replacement() {
			return Mono.never();
		}

		@Override
		public Mono<Void> close() {
			return Mono.never();
		}

	}

	/**
	 * The head of a stream of events, with a body of a test.
	 *
	 * @param body the body
	 */
	private record Stream(Flux<DataBuffer> body) implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public HttpHeaders getHeaders() {
			HttpHeaders headers = new HttpHeaders();
			headers.set(HttpHeaders.CONTENT_TYPE, "text/event-stream");
			return headers;
		}

		@Override
		public MultiValueMap<String, ResponseCookie> getCookies() {
			return new LinkedMultiValueMap<>();
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return this.body;
		}

	}

	private static WireRequest request(Lane lane) {
		URI uri = URI.create("http://127.0.0.1:1/health");
		String accept = (lane == Lane.WATCH) ? "text/event-stream" : "application/json";
		return new WireRequest(new Route(HttpMethod.GET, "/health", uri, accept, lane), uri, null, 1024, true, null);
	}

	private static Wire endless() {
		Wire wire = new Wire((disconnected) -> new Endless((method, uri, callback) -> Mono.never()), new Deadlines(),
				ObservationRegistry.NOOP, false);
		wire.exchange(REQUEST, new Wire.Manner(false, true, true), wire.deadlines().now()).onErrorComplete().block();
		return wire;
	}

	@Test
	void aStreamEndsAfter45SecondsWithoutASignOfLife() {
		Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		Stream answer = new Stream(body.asFlux());
		Wire wire = new Wire((disconnected) -> new Endless((method, uri, callback) -> Mono.just(answer)),
				new Deadlines(time), ObservationRegistry.NOOP, false);
		CompletableFuture<Void> end = wire.events(request(Lane.WATCH), Duration.ofSeconds(1).toNanos())
			.open((other) -> new IllegalStateException("no stream"))
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
		CompletableFuture<Void> close = CompletableFuture.runAsync(() -> endless().close(Duration.ofMillis(100)));
		assertThat(close).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void closingDoesNotBlockAThreadThatOthersDependOn() {
		Wire wire = endless();
		Mono<Void> close = Mono.fromRunnable(() -> wire.close(Duration.ofDays(1)));
		assertThat(close.subscribeOn(Schedulers.parallel()).toFuture()).succeedsWithin(Duration.ofSeconds(20));
	}

}
