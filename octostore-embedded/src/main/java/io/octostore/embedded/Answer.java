package io.octostore.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What is sent back: a status, headers, and a body or a stream of them.
 */
final class Answer {

	static final String JSON = "application/json";

	private final int status;

	private final Map<String, String> headers = new LinkedHashMap<>();

	private final Function<String, byte[]> body;

	private final @Nullable Publisher<byte[]> stream;

	private Answer(int status, Function<String, byte[]> body, @Nullable Publisher<byte[]> stream) {
		this.status = status;
		this.body = body;
		this.stream = stream;
	}

	static Answer empty(int status) {
		return new Answer(status, (requestId) -> new byte[0], null);
	}

	static Answer of(int status, String contentType, byte[] body) {
		return rendered(status, contentType, (requestId) -> body);
	}

	/**
	 * An answer whose body contains the request id.
	 */
	static Answer rendered(int status, String contentType, Function<String, byte[]> body) {
		return new Answer(status, body, null).header("content-type", contentType);
	}

	static Answer json(Json body) {
		return json(200, body);
	}

	static Answer json(int status, Json body) {
		return of(status, JSON, body.toBytes());
	}

	static Answer events(Publisher<byte[]> frames) {
		return new Answer(200, (requestId) -> new byte[0], frames).header("content-type", "text/event-stream")
			.header("cache-control", "no-cache");
	}

	Answer header(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	int status() {
		return this.status;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	byte[] body(String requestId) {
		return this.body.apply(requestId);
	}

	@Nullable Publisher<byte[]> stream() {
		return this.stream;
	}

}
