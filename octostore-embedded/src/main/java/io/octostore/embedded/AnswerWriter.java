package io.octostore.embedded;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Writes answers to the connection, with the headers that all of them have.
 */
final class AnswerWriter {

	private static final DateTimeFormatter DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	/** The answers to OPTIONS have this header instead of the exposed ones. */
	private static final String PREFLIGHT = "access-control-allow-methods";

	private final ServerGeneration generation;

	private final NetworkCuts cuts;

	AnswerWriter(ServerGeneration generation, NetworkCuts cuts) {
		this.generation = generation;
		this.cuts = cuts;
	}

	/**
	 * Writes the answer.
	 * @param call the request
	 * @param answer the answer
	 * @param distortion what happens to the body on its way
	 * @param now the server's time
	 * @return completes when the answer is written
	 */
	Mono<Void> write(Call call, Answer answer, Distortion distortion, Instant now) {
		HttpServerResponse response = call.response();
		prepare(response, answer, call.requestId(), now);
		Publisher<byte[]> stream = answer.stream();
		if (stream != null) {
			return call.isHead() ? response.send().then() : send(response, distortion.of(reachable(call, stream)));
		}
		byte[] body = answer.body(call.requestId());
		if (answer.status() != 204) {
			response.responseHeaders().set("content-length", body.length);
		}
		if (call.isHead() || body.length == 0) {
			return response.send().then();
		}
		return (distortion == Distortion.NONE) ? response.send(Mono.just(Unpooled.wrappedBuffer(body))).then()
				: send(response, distortion.of(Flux.just(body)));
	}

	private static Mono<Void> send(HttpServerResponse response, Publisher<byte[]> parts) {
		return response.send(Flux.from(parts).map(Unpooled::wrappedBuffer), (part) -> true).then();
	}

	/**
	 * The frames that do not fall into a cut of the network.
	 */
	private Publisher<byte[]> reachable(Call call, Publisher<byte[]> frames) {
		return Flux.from(frames).filter((frame) -> !this.cuts.hits(call));
	}

	private void prepare(HttpServerResponse response, Answer answer, String requestId, Instant now) {
		response.status(answer.status());
		HttpHeaders headers = response.responseHeaders();
		answer.headers().forEach(headers::set);
		headers.set("vary", "origin, access-control-request-method, access-control-request-headers");
		if (!this.generation.exposedHeaders().isEmpty() && !answer.headers().containsKey(PREFLIGHT)) {
			headers.set("access-control-expose-headers", this.generation.exposedHeaders());
		}
		if (this.generation.hasErrorCodes()) {
			headers.set("x-request-id", requestId);
		}
		headers.set("date", DATE.format(now));
	}

}
