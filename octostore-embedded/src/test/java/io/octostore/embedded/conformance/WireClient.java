package io.octostore.embedded.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plain HTTP for tests: sends exactly what it is told to.
 */
public final class WireClient {

	private static final JsonMapper JSON = new JsonMapper();

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private final URI baseUrl;

	public WireClient(URI baseUrl) {
		this.baseUrl = baseUrl;
	}

	public Call get(String path) {
		return new Call("GET", path);
	}

	public Call post(String path) {
		return new Call("POST", path);
	}

	public Call put(String path) {
		return new Call("PUT", path);
	}

	public Call delete(String path) {
		return new Call("DELETE", path);
	}

	public Call call(String method, String path) {
		return new Call(method, path);
	}

	/**
	 * A request under construction.
	 */
	public final class Call {

		private final HttpRequest.Builder request;

		private final String method;

		private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

		private Call(String method, String path) {
			this.method = method;
			this.request = HttpRequest.newBuilder(URI.create(WireClient.this.baseUrl + path))
				.timeout(Duration.ofSeconds(30));
		}

		public Call as(@Nullable String token) {
			return (token != null) ? header("Authorization", "Bearer " + token) : this;
		}

		public Call header(String name, String value) {
			this.request.header(name, value);
			return this;
		}

		public Call timeout(Duration timeout) {
			this.request.timeout(timeout);
			return this;
		}

		public Call json(String json) {
			return header("Content-Type", "application/json").body(json);
		}

		public Call body(String text) {
			return body(BodyPublishers.ofString(text));
		}

		public Call body(HttpRequest.BodyPublisher publisher) {
			this.body = publisher;
			return this;
		}

		/**
		 * Opens a stream of events.
		 */
		public EventReader open() {
			try {
				return new EventReader(HTTP.send(build(), BodyHandlers.ofInputStream()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		public CompletableFuture<WireAnswer> sendAsync() {
			return HTTP.sendAsync(build(), BodyHandlers.ofString()).thenApply(WireAnswer::new);
		}

		private HttpRequest build() {
			return this.request.method(this.method, this.body).build();
		}

		public WireAnswer send() {
			try {
				return new WireAnswer(HTTP.send(build(), BodyHandlers.ofString()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * What came back.
	 *
	 * @param response the response
	 */
	public record WireAnswer(HttpResponse<String> response) {

		public int status() {
			return this.response.statusCode();
		}

		public Optional<String> header(String name) {
			return this.response.headers().firstValue(name);
		}

		public String body() {
			return this.response.body();
		}

		public JsonNode json() {
			return JSON.readTree(body());
		}

		public String text(String member) {
			return json().get(member).asString();
		}

		public long number(String member) {
			return json().get(member).asLong();
		}

		public Instant instant(String member) {
			return Instant.parse(text(member));
		}

		public String code() {
			return json().path("code").asString("");
		}

	}

}
