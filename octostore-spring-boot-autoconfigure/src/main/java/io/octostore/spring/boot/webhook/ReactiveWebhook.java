package io.octostore.spring.boot.webhook;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.client.WebhookSignature;

/**
 * Takes webhooks with WebFlux.
 *
 * @since 0.1.0
 */
public final class ReactiveWebhook {

	private ReactiveWebhook() {
	}

	/**
	 * Create the route.
	 * @param endpoint takes messages
	 * @return the route
	 */
	public static RouterFunction<ServerResponse> route(WebhookEndpoint endpoint) {
		return RouterFunctions.route().POST(endpoint.path(), (request) -> receive(endpoint, request)).build();
	}

	private static Mono<ServerResponse> receive(WebhookEndpoint endpoint, ServerRequest request) {
		@Nullable String signature = request.headers().firstHeader(WebhookSignature.HEADER);
		if (signature == null) {
			return ServerResponse.status(HttpStatus.UNAUTHORIZED).build();
		}
		// Listeners may block.
		return DataBufferUtils.join(request.exchange().getRequest().getBody(), WebhookEndpoint.MAX_BODY)
			.map(ReactiveWebhook::bytes)
			.defaultIfEmpty(new byte[0])
			.publishOn(Schedulers.boundedElastic())
			.map((body) -> endpoint.receive(body, signature))
			.flatMap((status) -> ServerResponse.status(status).build())
			.onErrorResume(DataBufferLimitException.class,
					(ex) -> ServerResponse.status(HttpStatus.CONTENT_TOO_LARGE).build());
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
