package io.octostore.client.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.springframework.core.ResolvableType;
import org.springframework.core.codec.StringDecoder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.codec.ServerSentEventHttpMessageReader;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

import io.octostore.internal.Safeguard;

/**
 * A stream of events, on a connection of its own: the server does not flush small frames
 * on connections that were used before. The content type that is asked for decides what
 * an event is: a frame of {@code text/event-stream}, or a line of
 * {@code application/json}.
 */
public final class EventStream {

	/**
	 * Largest frame, as the service's own command-line client has it.
	 */
	private static final int MAX_FRAME = 64 * 1024;

	/**
	 * The server sends a comment after 15 s of silence; three missing ones end the
	 * stream.
	 */
	private static final Duration MAX_SILENCE = Duration.ofSeconds(45);

	private static final ResolvableType EVENT = ResolvableType.forClassWithGenerics(ServerSentEvent.class,
			String.class);

	private static final ResolvableType TEXT = ResolvableType.forClass(String.class);

	private static final Object BEGINNING = new Object();

	private final Wire wire;

	private final WireRequest request;

	private final long deadline;

	private final MediaType accepted;

	EventStream(Wire wire, WireRequest request, long deadline) {
		this.wire = wire;
		this.request = request;
		this.deadline = deadline;
		this.accepted = MediaType.parseMediaType(request.route().accept());
	}

	/**
	 * Open the stream, once per subscription. Each end of it closes the connection.
	 * @param otherwise makes a failure of an answer that is no stream of events
	 * @return the data of the frames; completes when the server ends the stream or falls
	 * silent, or when connections are replaced, and fails with a {@link WireException} if
	 * there is no answer in time, and when the wire is closed
	 */
	public Flux<String> open(Function<WireAnswer, ? extends Throwable> otherwise) {
		return Flux.defer(() -> this.wire.isClosed() ? Flux.error(Wire.closedBefore()) : opened(otherwise));
	}

	private Flux<String> opened(Function<WireAnswer, ? extends Throwable> otherwise) {
		Sinks.Empty<Object> broken = Sinks.empty();
		Attempt attempt = this.wire.attempt(this.request, true, (failed, failure) -> broken.tryEmitError(failure));
		return attempt.prepare(this.wire.streams())
			.exchangeToFlux((response) -> items(attempt, response))
			.doOnSubscribe(attempt::subscribed)
			.takeUntilOther(Mono.firstWithSignal(broken.asMono(), this.wire.replacement()))
			.contextWrite(attempt::in)
			.timeout(this.wire.deadlines().at(this.deadline), (item) -> silence(), Flux.defer(() -> ended(attempt)))
			.onErrorMap((failure) -> Failures.explain(failure, attempt))
			.<String>handle((item, sink) -> take(item, sink, otherwise))
			.doFinally((signal) -> attempt.cancel());
	}

	/**
	 * What an answer consists of: itself, if it is no stream of events, otherwise a sign
	 * that the stream has begun and its frames.
	 */
	private Flux<Object> items(Attempt attempt, ClientResponse response) {
		MediaType type = response.headers().contentType().orElse(null);
		if (response.statusCode().value() == 200 && (type == null || !type.isCompatibleWith(this.accepted))) {
			// Not read: it is no answer of the server, and may have no end
			return Flux.just(new WireAnswer(200, response.headers().asHttpHeaders(), new byte[0]));
		}
		if (response.statusCode().value() != 200) {
			return response.body((message, context) -> attempt.read(response.statusCode(), message))
				.flux()
				.cast(Object.class);
		}
		attempt.answered(response.statusCode());
		return response.body((message, context) -> events(onHeap(message))).startWith(BEGINNING);
	}

	private Flux<Object> events(ReactiveHttpInputMessage message) {
		if (!this.accepted.equals(MediaType.TEXT_EVENT_STREAM)) {
			StringDecoder decoder = StringDecoder.textPlainOnly(List.of("\n"), true);
			decoder.setMaxInMemorySize(MAX_FRAME);
			return decoder.decode(message.getBody(), TEXT, null, null).cast(Object.class);
		}
		ServerSentEventHttpMessageReader reader = new ServerSentEventHttpMessageReader();
		limit(reader);
		return reader.read(EVENT, message, Map.of());
	}

	@Safeguard("frames-have-a-largest-size")
	private static void limit(ServerSentEventHttpMessageReader reader) {
		reader.setMaxInMemorySize(MAX_FRAME);
	}

	private static void take(Object item, SynchronousSink<String> sink,
			Function<WireAnswer, ? extends Throwable> otherwise) {
		if (item instanceof WireAnswer answer) {
			sink.error(otherwise.apply(answer));
		}
		else if (item instanceof ServerSentEvent<?> frame && frame.data() instanceof String data) {
			sink.next(data);
		}
		else if (item instanceof String line && !line.isBlank()) {
			sink.next(line);
		}
	}

	private Mono<Long> silence() {
		Deadlines deadlines = this.wire.deadlines();
		return deadlines.at(deadlines.now() + MAX_SILENCE.toNanos());
	}

	private Flux<Object> ended(Attempt attempt) {
		if (this.wire.isClosed()) {
			return Flux.error(new WireException(WireException.Kind.CLOSED, "the client was closed", attempt.isStarted(),
					attempt.status(), null));
		}
		if (!attempt.isAnswered()) {
			return Flux
				.error(new WireException(WireException.Kind.TIMEOUT, "time ran out", attempt.isStarted(), 0, null));
		}
		return Flux.empty();
	}

	/**
	 * Copy a body out of the memory of the HTTP library. When a frame is too large,
	 * Spring's reader releases its last buffer twice, which a buffer on the heap does not
	 * mind, whereas one of a pool may be in use again by then.
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

}
