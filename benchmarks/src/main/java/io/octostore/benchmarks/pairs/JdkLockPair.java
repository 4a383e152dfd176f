package io.octostore.benchmarks.pairs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import io.octostore.benchmarks.support.Wire;

/**
 * The shortest program on the JDK's {@link HttpClient}.
 */
final class JdkLockPair implements LockPair {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI baseUrl;

	private final String authorization;

	JdkLockPair(URI baseUrl, String token) {
		this.baseUrl = baseUrl;
		this.authorization = "Bearer " + token;
	}

	@Override
	public void run(String name) throws IOException, InterruptedException {
		String acquired = post(Wire.acquire(this.baseUrl, name), Wire.ACQUIRE_BODY);
		post(Wire.release(this.baseUrl, name), Wire.releaseBody(acquired));
	}

	private String post(URI uri, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Authorization", this.authorization)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		Wire.requireOk(response.statusCode());
		return response.body();
	}

	@Override
	public void close() {
		// Nothing that would outlive the JVM.
	}

}
