package io.octostore.benchmarks.pairs;

import java.net.URI;
import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import io.octostore.benchmarks.support.Wire;

/**
 * The shortest program on Spring's {@link WebClient} over Reactor Netty.
 */
final class WebClientLockPair implements LockPair {

	private final ConnectionProvider connections = ReactorNettyLockPair.connections();

	private final WebClient client;

	private final URI baseUrl;

	private WebClientLockPair(URI baseUrl, String token, ObservationRegistry observations) {
		this.baseUrl = baseUrl;
		this.client = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create(this.connections)))
			.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
			.observationRegistry(observations)
			.build();
	}

	static WebClientLockPair unobserved(URI baseUrl, String token) {
		return new WebClientLockPair(baseUrl, token, ObservationRegistry.NOOP);
	}

	static WebClientLockPair withMetrics(URI baseUrl, String token) {
		return new WebClientLockPair(baseUrl, token, Observations.withMetrics());
	}

	@Override
	public void run(String name) {
		String acquired = post(Wire.acquire(this.baseUrl, name), Wire.ACQUIRE_BODY);
		post(Wire.release(this.baseUrl, name), Wire.releaseBody(acquired));
	}

	private String post(URI uri, String body) {
		String answer = this.client.post()
			.uri(uri)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.retrieve()
			.bodyToMono(String.class)
			.block();
		return Objects.requireNonNullElse(answer, "");
	}

	@Override
	public void close() {
		this.connections.dispose();
	}

}
