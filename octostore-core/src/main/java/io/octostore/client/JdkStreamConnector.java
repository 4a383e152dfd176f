package io.octostore.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

import org.reactivestreams.FlowAdapters;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Carries one small request and an answer without end by {@code java.net.http}.
 * <p>
 * As long as an exchange is not complete for the JDK, a cancellation closes its
 * connection; afterwards, a reader that goes away is noticed only when something is
 * received. So the exchange is complete with the end of the body here, although the
 * answer is handed over when its head has arrived.
 */
final class JdkStreamConnector implements ClientHttpConnector {

	private final HttpClient client;

	JdkStreamConnector(HttpClient client) {
		this.client = client;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> callback) {
		JdkRequest request = new JdkRequest(method, uri);
		return callback.apply(request).then(Mono.create((sink) -> send(request, sink)));
	}

	private void send(JdkRequest request, MonoSink<ClientHttpResponse> sink) {
		CompletableFuture<?> exchange = this.client.sendAsync(request.build(), (head) -> {
			Body body = new Body();
			sink.success(new JdkResponse(head.statusCode(), head.headers(), body.read(request.end())));
			return body;
		});
		request.end().update(() -> exchange.cancel(true));
		sink.onCancel(request.end());
		Mono.fromFuture(exchange, true).subscribe((ignored) -> {
			// The answer was handed over before.
		}, sink::error);
	}

	/**
	 * A body that is passed on part by part, and complete when it has ended.
	 */
	private static final class Body implements BodySubscriber<Void> {

		private final BodySubscriber<Flow.Publisher<List<ByteBuffer>>> parts = BodySubscribers.ofPublisher();

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		Flux<DataBuffer> read(Disposable end) {
			return Mono.fromCompletionStage(this.parts.getBody())
				.flatMapMany(FlowAdapters::toPublisher)
				.concatMapIterable(Body::wrap)
				.doOnCancel(end::dispose);
		}

		private static List<DataBuffer> wrap(List<ByteBuffer> buffers) {
			return buffers.stream().<DataBuffer>map(DefaultDataBufferFactory.sharedInstance::wrap).toList();
		}

		@Override
		public CompletionStage<Void> getBody() {
			return this.end;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.parts.onSubscribe(subscription);
		}

		@Override
		public void onNext(List<ByteBuffer> buffers) {
			this.parts.onNext(buffers);
		}

		@Override
		public void onError(Throwable failure) {
			this.parts.onError(failure);
			this.end.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.parts.onComplete();
			this.end.complete(null);
		}

	}

}
