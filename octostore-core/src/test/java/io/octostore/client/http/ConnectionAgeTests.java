package io.octostore.client.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection is replaced when it is old, however busy it is: the name of the server may
 * have got another address.
 */
@Tag("field-fault-B3")
class ConnectionAgeTests {

	private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			this.peers.add(exchange.getRemoteAddress());
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/health");
	}

	private Connections connections(Duration maxAge) {
		return new Connections(new ConnectionSettings(uri(), Duration.ofSeconds(5), () -> null, () -> null, () -> null),
				() -> {
				}, maxAge);
	}

	private void request(Connections connections) {
		connections.pooled(Lane.KEEPALIVE)
			.connect(HttpMethod.GET, uri(), (request) -> request.setComplete())
			.flatMap((response) -> response.getBody().then())
			.block(Duration.ofSeconds(10));
	}

	/**
	 * Send a request, and another one when the connection of the first is surely back in
	 * its pool.
	 */
	private void requestTwice(Duration maxAge) {
		Connections connections = connections(maxAge);
		request(connections);
		Awaitility.await().pollDelay(Duration.ofMillis(300)).untilAsserted(() -> request(connections));
		connections.close().block();
	}

	@Test
	void anOldConnectionIsReplaced() {
		requestTwice(Duration.ofMillis(50));
		assertThat(this.peers).hasSize(2);
	}

	@Test
	void aYoungOneIsKept() {
		requestTwice(Duration.ofMinutes(5));
		assertThat(this.peers).hasSize(1);
	}

}
