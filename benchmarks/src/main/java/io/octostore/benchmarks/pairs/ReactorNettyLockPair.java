package io.octostore.benchmarks.pairs;

import java.net.URI;
import java.util.Objects;

import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import io.octostore.benchmarks.support.Wire;

/**
 * The shortest program on Reactor Netty, which is the floor under {@code WebClient}.
 */
final class ReactorNettyLockPair implements LockPair {

	/** More than any run has callers. */
	private static final int MAX_CONNECTIONS = 256;

	private final ConnectionProvider connections = connections();

	private final HttpClient client;

	private final URI baseUrl;

	ReactorNettyLockPair(URI baseUrl, String token) {
		this.baseUrl = baseUrl;
		this.client = HttpClient.create(this.connections)
			.headers((headers) -> headers.set("Authorization", "Bearer " + token)
				.set("Content-Type", "application/json"));
	}

	static ConnectionProvider connections() {
		return ConnectionProvider.create("bench", MAX_CONNECTIONS);
	}

	@Override
	public void run(String name) {
		String acquired = post(Wire.acquire(this.baseUrl, name), Wire.ACQUIRE_BODY);
		post(Wire.release(this.baseUrl, name), Wire.releaseBody(acquired));
	}

	private String post(URI uri, String body) {
		String answer = this.client.post()
			.uri(uri)
			.send(ByteBufMono.fromString(Mono.just(body)))
			.responseSingle((response, content) -> {
				Wire.requireOk(response.status().code());
				return content.asString();
			})
			.block();
		return Objects.requireNonNullElse(answer, "");
	}

	@Override
	public void close() {
		this.connections.dispose();
	}

}
