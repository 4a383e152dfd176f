package io.octostore.embedded;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannelConfig;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A request on its way through the server.
 */
final class Call {

	private static final int MAX_HEADERS = 100;

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final String path;

	private final String query;

	private final long arrivedAt = System.nanoTime();

	private final String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");

	Call(HttpServerRequest request, HttpServerResponse response) {
		this.request = request;
		this.response = response;
		String target = target();
		int question = target.indexOf('?');
		this.path = (question < 0) ? target : target.substring(0, question);
		this.query = (question < 0) ? "" : target.substring(question + 1);
	}

	HttpServerRequest request() {
		return this.request;
	}

	HttpServerResponse response() {
		return this.response;
	}

	String method() {
		return this.request.method().name();
	}

	boolean isHead() {
		return method().equals("HEAD");
	}

	/** The path without the query, still percent-encoded. */
	String path() {
		return this.path;
	}

	/** The query, still percent-encoded. */
	String query() {
		return this.query;
	}

	/**
	 * The path and the query. A request to a proxy names the host as well.
	 */
	String target() {
		String uri = this.request.uri();
		int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
		if (scheme < 0) {
			return uri;
		}
		int slash = uri.indexOf('/', scheme + 3);
		return (slash < 0) ? "/" : uri.substring(slash);
	}

	String requestId() {
		return this.requestId;
	}

	@Nullable String authorization() {
		return this.request.requestHeaders().get("authorization");
	}

	int clientPort() {
		SocketAddress address = this.request.remoteAddress();
		return (address instanceof InetSocketAddress socket) ? socket.getPort() : 0;
	}

	long nanosSinceArrival() {
		return System.nanoTime() - this.arrivedAt;
	}

	/**
	 * The status of a request that the real server's HTTP parser refuses and this one's
	 * does not; 0 for all others.
	 */
	int parserStatus() {
		if (this.request.requestHeaders().size() > MAX_HEADERS) {
			return 431;
		}
		return isUtf8(this.request.uri()) ? 0 : 400;
	}

	private static boolean isUtf8(String uri) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(uri.getBytes(StandardCharsets.ISO_8859_1)));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * Closes the connection.
	 * @return never completes, so that nothing more is written
	 */
	Mono<Void> close() {
		return withChannel((channel) -> {
			ChannelFuture unused = channel.close();
		});
	}

	/**
	 * Breaks the connection, so that the client sees a reset.
	 * @return never completes, so that nothing more is written
	 */
	Mono<Void> reset() {
		return withChannel((channel) -> {
			if (channel.config() instanceof SocketChannelConfig config) {
				config.setSoLinger(0);
			}
			ChannelFuture unused = channel.close();
		});
	}

	private Mono<Void> withChannel(Consumer<Channel> action) {
		return Mono.create((sink) -> this.response.withConnection((connection) -> action.accept(connection.channel())));
	}

}
