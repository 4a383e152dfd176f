package io.octostore.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;

/**
 * A small request for {@code java.net.http}.
 */
final class JdkRequest extends AbstractClientHttpRequest {

	private final HttpMethod method;

	private final URI uri;

	private final HttpRequest.Builder builder;

	private final Disposable.Swap end = Disposables.swap();

	private byte @Nullable [] body;

	JdkRequest(HttpMethod method, URI uri) {
		this.method = method;
		this.uri = uri;
		this.builder = HttpRequest.newBuilder(uri);
	}

	/**
	 * Return what ends the exchange and closes its connection, for who keeps it there.
	 * @return what ends the exchange, also one that begins later
	 */
	Disposable.Swap end() {
		return this.end;
	}

	HttpRequest build() {
		HttpRequest.BodyPublisher publisher = (this.body != null) ? HttpRequest.BodyPublishers.ofByteArray(this.body)
				: HttpRequest.BodyPublishers.noBody();
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
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // As declared.
	public <T> T getNativeRequest() {
		return (T) this.end;
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
