package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpInputMessage;
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

	private final Transport transport;

	private final Disposable.Swap connection = Disposables.swap();

	EventStream(Exchange exchange, Function<JsonObject, @Nullable T> reader, Transport transport) {
		this.exchange = exchange;
		this.reader = reader;
		this.transport = transport;
	}

	/**
	 * Open the stream, once. Whatever ends it closes the connection: a reader that goes
	 * away between the head of the answer and its body would leave the rest to the HTTP
	 * library, which reads it to an end that a stream does not have.
	 * @param connector opens connections of their own: the server does not flush small
	 * frames on connections that were used before. The native request is a
	 * {@link Disposable} that closes the connection
	 * @param deadline until when the answer must have begun, as the timer counts
	 * @return the events; completes when the server ends the stream or falls silent, and
	 * fails when the client is closed
	 */
	Flux<T> open(ClientHttpConnector connector, long deadline) {
		Flux<ServerSentEvent<?>> frames = this.exchange.connect(keepingConnection(connector))
			.timeout(this.transport.timer().at(deadline), Mono.error(() -> this.transport.ended(this.exchange)))
			.flatMapMany(this::frames);
		return frames.timeout(silence(), (frame) -> silence(), Flux.defer(this::end))
			.concatMap((frame) -> Mono.justOrEmpty(event(frame)), 1)
			.onErrorMap((failure) -> Failures.of(failure, this.exchange))
			.doFinally((signal) -> this.connection.dispose());
	}

	private ClientHttpConnector keepingConnection(ClientHttpConnector connector) {
		return (method, uri, callback) -> connector.connect(method, uri, (request) -> {
			Object exchange = request.getNativeRequest();
			if (exchange instanceof Disposable disposable) {
				this.connection.update(disposable);
			}
			return callback.apply(request);
		});
	}

	private Mono<Long> silence() {
		ExchangeTimer timer = this.transport.timer();
		return timer.at(timer.now() + MAX_SILENCE.toNanos());
	}

	private Flux<ServerSentEvent<?>> end() {
		Exception reason = this.transport.ended(this.exchange);
		return (reason instanceof TimeoutException) ? Flux.empty() : Flux.error(reason);
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
		return reader.read(EVENT, onHeap(response), Map.of()).cast(ServerSentEvent.class).map((frame) -> frame);
	}

	/**
	 * Copy a body out of the memory of the HTTP library. When a frame is too large,
	 * Spring's reader releases its last buffer twice, which a buffer on the heap does not
	 * mind, whereas one of a pool may be somebody else's by then.
	 * @param message the message
	 * @return the same message on the heap
	 */
	private static ReactiveHttpInputMessage onHeap(ReactiveHttpInputMessage message) {
		return new ReactiveHttpInputMessage() {

			@Override
			public HttpHeaders getHeaders() {
				return message.getHeaders();
			}

			@Override
			public Flux<DataBuffer> getBody() {
				return message.getBody().map(EventStream::copy);
			}

		};
	}

	private static DataBuffer copy(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return DefaultDataBufferFactory.sharedInstance.wrap(bytes);
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
