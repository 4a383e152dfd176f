package io.octostore.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves the page that shows a server. It is no part of the protocol: requests for it are
 * not recorded and meet no faults.
 */
final class ConsolePage {

	static final String PATH = "/octostore";

	/**
	 * What other programs name the page's server by: no name that they could direct here.
	 */
	private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

	private static final int MAX_STREAMS = 32;

	private static final String SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'";

	private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
			"text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

	private final ConsoleFeed feed;

	private final AtomicInteger streams = new AtomicInteger();

	ConsolePage(ConsoleFeed feed) {
		this.feed = feed;
	}

	boolean serves(HttpServerRequest request) {
		String path = path(request);
		return path.equals(PATH) || path.startsWith(PATH + "/");
	}

	private static String path(HttpServerRequest request) {
		String uri = request.uri();
		int question = uri.indexOf('?');
		return (question < 0) ? uri : uri.substring(0, question);
	}

	Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		HttpHeaders headers = response.responseHeaders();
		headers.set("content-security-policy", SECURITY_POLICY);
		headers.set("x-content-type-options", "nosniff");
		headers.set("referrer-policy", "no-referrer");
		headers.set("cross-origin-resource-policy", "same-origin");
		headers.set("cache-control", "no-store");
		String method = request.method().name();
		if (!isLocal(request.requestHeaders().get("host"))) {
			return empty(response, 403);
		}
		if (!method.equals("GET") && !method.equals("HEAD")) {
			headers.set("allow", "GET,HEAD");
			return empty(response, 405);
		}
		String path = path(request);
		if (path.equals(PATH)) {
			headers.set("location", PATH + "/");
			return empty(response, 302);
		}
		String name = path.substring(PATH.length() + 1);
		if (name.equals("events")) {
			return method.equals("HEAD") ? empty(response, 200) : events(response);
		}
		return file(response, name.isEmpty() ? "index.html" : name, method.equals("HEAD"));
	}

	/**
	 * Whether the request names this machine, and not a host name that another page has
	 * led here.
	 */
	private static boolean isLocal(@Nullable String host) {
		return host != null && HOSTS.contains(host.replaceFirst(":\\d+$", ""));
	}

	private Mono<Void> events(HttpServerResponse response) {
		if (this.streams.incrementAndGet() > MAX_STREAMS) {
			this.streams.decrementAndGet();
			return empty(response, 503);
		}
		response.responseHeaders().set("content-type", "text/event-stream");
		return response.send(this.feed.frames().map(Unpooled::wrappedBuffer), (part) -> true)
			.then()
			.doFinally((signal) -> this.streams.decrementAndGet());
	}

	private static Mono<Void> file(HttpServerResponse response, String name, boolean head) {
		String type = name.matches("[a-z]+\\.[a-z]+") ? TYPES.get(name.substring(name.indexOf('.') + 1)) : null;
		byte[] bytes = (type != null) ? read(name) : null;
		if (type == null || bytes == null) {
			return empty(response, 404);
		}
		response.responseHeaders().set("content-type", type).set("content-length", bytes.length);
		return head ? response.send().then() : response.send(Mono.just(Unpooled.wrappedBuffer(bytes))).then();
	}

	private static byte @Nullable [] read(String name) {
		try (InputStream stream = ConsolePage.class.getResourceAsStream("console/" + name)) {
			return (stream != null) ? stream.readAllBytes() : null;
		}
		catch (IOException ex) {
			throw new IllegalStateException("The page's file " + name + " cannot be read", ex);
		}
	}

	private static Mono<Void> empty(HttpServerResponse response, int status) {
		return response.status(status).header("content-length", "0").send().then();
	}

}
