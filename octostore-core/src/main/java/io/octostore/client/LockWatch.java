package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;

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
 * Reads the stream of events of one lock.
 */
final class LockWatch {

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

	private final Scheduler timer;

	LockWatch(Exchange exchange, Scheduler timer) {
		this.exchange = exchange;
		this.timer = timer;
	}

	/**
	 * Open the stream.
	 * @param connector opens connections of their own: the server does not flush small
	 * frames on connections that were used before
	 * @param opened signals that the time for the beginning of the answer is over
	 * @return the events; completes when the server ends the stream
	 */
	Flux<LockEvent> open(ClientHttpConnector connector, Mono<Long> opened) {
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

	private static @Nullable LockEvent event(ServerSentEvent<?> frame) {
		if (!(frame.data() instanceof String data)) {
			return null;
		}
		try {
			JsonObject body = JsonObject.read(data.getBytes(StandardCharsets.UTF_8));
			LockEvent.Type type = type(body.optionalString("event"));
			String name = body.optionalString("lock_name");
			return (type != null && name != null) ? new LockEvent(type, name, body.optionalInteger("fencing_token"),
					body.optionalInstant("expires_at")) : null;
		}
		catch (MalformedAnswerException ex) {
			// A hint that cannot be read is none
			return null;
		}
	}

	private static LockEvent.@Nullable Type type(@Nullable String name) {
		for (LockEvent.Type type : LockEvent.Type.values()) {
			if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
				return type;
			}
		}
		return null;
	}

}
