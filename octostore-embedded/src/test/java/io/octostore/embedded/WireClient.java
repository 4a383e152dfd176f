package io.octostore.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plain HTTP for tests: sends exactly what it is told to.
 */
final class WireClient {

	private static final JsonMapper JSON = new JsonMapper();

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private final URI baseUrl;

	WireClient(URI baseUrl) {
		this.baseUrl = baseUrl;
	}

	Call get(String path) {
		return new Call("GET", path);
	}

	Call post(String path) {
		return new Call("POST", path);
	}

	Call put(String path) {
		return new Call("PUT", path);
	}

	Call delete(String path) {
		return new Call("DELETE", path);
	}

	Call call(String method, String path) {
		return new Call(method, path);
	}

	/**
	 * A request under construction.
	 */
	final class Call {

		private final HttpRequest.Builder request;

		private final String method;

		private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

		private Call(String method, String path) {
			this.method = method;
			this.request = HttpRequest.newBuilder(URI.create(WireClient.this.baseUrl + path))
				.timeout(Duration.ofSeconds(30));
		}

		Call as(@Nullable String token) {
			return (token != null) ? header("Authorization", "Bearer " + token) : this;
		}

		Call header(String name, String value) {
			this.request.header(name, value);
			return this;
		}

		Call json(String json) {
			return header("Content-Type", "application/json").body(json);
		}

		Call body(String text) {
			return body(BodyPublishers.ofString(text));
		}

		Call body(HttpRequest.BodyPublisher publisher) {
			this.body = publisher;
			return this;
		}

		HttpRequest build() {
			return this.request.method(this.method, this.body).build();
		}

		WireAnswer send() {
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
	record WireAnswer(HttpResponse<String> response) {

		int status() {
			return this.response.statusCode();
		}

		Optional<String> header(String name) {
			return this.response.headers().firstValue(name);
		}

		String body() {
			return this.response.body();
		}

		JsonNode json() {
			return JSON.readTree(body());
		}

		String text(String member) {
			return json().get(member).asString();
		}

		String code() {
			return json().path("code").asString("");
		}

	}

}
