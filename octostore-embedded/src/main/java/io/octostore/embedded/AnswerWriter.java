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

	private final ServerGeneration generation;

	AnswerWriter(ServerGeneration generation) {
		this.generation = generation;
	}

	/**
	 * Writes the answer.
	 * @param response where to write it
	 * @param answer the answer
	 * @param head whether only the headers are wanted
	 * @param requestId the id of the request
	 * @param now the server's time
	 * @return completes when the answer is written
	 */
	Mono<Void> write(HttpServerResponse response, Answer answer, boolean head, String requestId, Instant now) {
		prepare(response, answer, requestId, now);
		Publisher<byte[]> stream = answer.stream();
		if (stream != null) {
			return head ? response.send().then()
					: response.send(Flux.from(stream).map(Unpooled::wrappedBuffer), (frame) -> true).then();
		}
		byte[] body = answer.body(requestId);
		if (answer.status() != 204) {
			response.responseHeaders().set("content-length", body.length);
		}
		return (head || body.length == 0) ? response.send().then()
				: response.send(Mono.just(Unpooled.wrappedBuffer(body))).then();
	}

	private void prepare(HttpServerResponse response, Answer answer, String requestId, Instant now) {
		response.status(answer.status());
		HttpHeaders headers = response.responseHeaders();
		answer.headers().forEach(headers::set);
		headers.set("vary", "origin, access-control-request-method, access-control-request-headers");
		if (this.generation.hasErrorCodes()) {
			headers.set("access-control-expose-headers", "retry-after,x-request-id");
			headers.set("x-request-id", requestId);
		}
		headers.set("date", DATE.format(now));
	}

}
