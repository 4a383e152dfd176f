package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.codec.ServerSentEventHttpMessageReader;

/**
 * Reads a stream of events.
 *
 * @param <T> type of the events
 */
final class EventStream<T> {

	/**
	 * Largest frame, as the service's own command-line client has it.
	 */
	private static final int MAX_FRAME = 64 * 1024;

	/**
	 * The server sends a comment after 15 s of silence; three missing ones end the watch.
	 */
	private static final Duration MAX_SILENCE = Duration.ofSeconds(45);

	private static final ResolvableType EVENT = ResolvableType.forClassWithGenerics(ServerSentEvent.class,
			String.class);

	private final Exchange exchange;

	private final Function<JsonObject, @Nullable T> reader;

	private final Scheduler timer;

	EventStream(Exchange exchange, Function<JsonObject, @Nullable T> reader, Scheduler timer) {
		this.exchange = exchange;
		this.reader = reader;
		this.timer = timer;
	}

	/**
	 * Open the stream.
	 * @param connector opens connections of their own: the server does not flush small
	 * frames on connections that were used before
	 * @param opened signals that the time for the beginning of the answer is over
	 * @return the events; completes when the server ends the stream
	 */
	Flux<T> open(ClientHttpConnector connector, Mono<Long> opened) {
		Flux<ServerSentEvent<?>> frames = this.exchange.connect(connector)
			.timeout(opened, Mono.error(TimeoutException::new))
			.flatMapMany(this::frames);
		return frames.timeout(MAX_SILENCE, Mono.empty(), this.timer)
			.concatMap((frame) -> Mono.justOrEmpty(event(frame)), 1)
			.onErrorMap((failure) -> Failures.of(failure, this.exchange));
	}

	private Flux<ServerSentEvent<?>> frames(ClientHttpResponse response) {
		int status = response.getStatusCode().value();
		if (status != 200) {
			return this.exchange.read(response.getStatusCode(), response)
				.flatMapMany((answer) -> Flux.error(Refusals.of(this.exchange.operation(), answer)));
		}
		MediaType type = response.getHeaders().getContentType();
		if (type == null || !type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM)) {
			return Flux.error(Refusals.missing(this.exchange.operation()));
		}
		ServerSentEventHttpMessageReader reader = new ServerSentEventHttpMessageReader();
		reader.setMaxInMemorySize(MAX_FRAME);
		return reader.read(EVENT, response, Map.of()).cast(ServerSentEvent.class).map((frame) -> frame);
	}

	private @Nullable T event(ServerSentEvent<?> frame) {
		if (!(frame.data() instanceof String data)) {
			return null;
		}
		try {
			return this.reader.apply(JsonObject.read(data.getBytes(StandardCharsets.UTF_8)));
		}
		catch (MalformedAnswerException ex) {
			// A hint that cannot be read is none
			return null;
		}
	}

}
