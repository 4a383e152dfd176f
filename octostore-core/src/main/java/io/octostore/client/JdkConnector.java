package io.octostore.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Carries small requests and whole answers by {@code java.net.http}.
 * <p>
 * Spring's own connector hands over the answer when its head has arrived. From then on
 * the JDK no longer closes the connection when the reader goes away, so that an answer
 * that stalls would leave it open. Here the answer is handed over when it is complete,
 * and until then a cancellation closes the connection.
 */
final class JdkConnector implements ClientHttpConnector {

	private final HttpClient client;

	private final int maxBodySize;

	JdkConnector(HttpClient client, int maxBodySize) {
		this.client = client;
		this.maxBodySize = maxBodySize;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		JdkRequest request = new JdkRequest(method, uri);
		return callback.apply(request).then(Mono.defer(() -> send(request)));
	}

	private Mono<ClientHttpResponse> send(JdkRequest request) {
		return Mono.fromFuture(this.client.sendAsync(request.build(), (head) -> new LimitedBody(this.maxBodySize)))
			.map((response) -> new JdkResponse(response.statusCode(), response.headers(),
					Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(response.body()))));
	}

}
