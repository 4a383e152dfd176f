package io.octostore.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;

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
		Request request = new Request(method, uri);
		return callback.apply(request).then(Mono.defer(() -> send(request)));
	}

	private Mono<ClientHttpResponse> send(Request request) {
		return Mono.fromFuture(this.client.sendAsync(request.build(), (head) -> new LimitedBody(this.maxBodySize)))
			.map(Response::new);
	}

	private static final class Request extends AbstractClientHttpRequest {

		private final HttpMethod method;

		private final URI uri;

		private final HttpRequest.Builder builder;

		private byte @Nullable [] body;

		Request(HttpMethod method, URI uri) {
			this.method = method;
			this.uri = uri;
			this.builder = HttpRequest.newBuilder(uri);
		}

		HttpRequest build() {
			HttpRequest.BodyPublisher publisher = (this.body != null)
					? HttpRequest.BodyPublishers.ofByteArray(this.body) : HttpRequest.BodyPublishers.noBody();
			return this.builder.method(this.method.name(), publisher).build();
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return DefaultDataBufferFactory.sharedInstance;
		}

		@Override
		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // As the
																			// interface
																			// declares
																			// it.
		public <T> T getNativeRequest() {
			return (T) this.builder;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> parts) {
			return DataBufferUtils.join(parts).flatMap((buffer) -> doCommit(() -> {
				this.body = new byte[buffer.readableByteCount()];
				buffer.read(this.body);
				return Mono.empty();
			}));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
			return writeWith(Flux.from(parts).concatMap(Function.identity()));
		}

		@Override
		public Mono<Void> setComplete() {
			return doCommit();
		}

		@Override
		protected void applyHeaders() {
			getHeaders().forEach((name, values) -> {
				// The JDK sets it itself, and refuses it from others.
				if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
					values.forEach((value) -> this.builder.header(name, value));
				}
			});
		}

		@Override
		protected void applyCookies() {
			// The protocol has none.
		}

	}

	private static final class Response implements ClientHttpResponse {

		private final HttpStatusCode status;

		private final HttpHeaders headers = new HttpHeaders();

		private final byte[] body;

		Response(HttpResponse<byte[]> response) {
			this.status = HttpStatusCode.valueOf(response.statusCode());
			response.headers().map().forEach(this.headers::addAll);
			this.body = response.body();
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return this.status;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public MultiValueMap<String, ResponseCookie> getCookies() {
			return CollectionUtils.unmodifiableMultiValueMap(CollectionUtils.toMultiValueMap(java.util.Map.of()));
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.body));
		}

	}

}
