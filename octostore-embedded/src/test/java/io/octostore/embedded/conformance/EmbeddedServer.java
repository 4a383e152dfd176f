package io.octostore.embedded.conformance;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.OctoStoreServerBuilder;
import io.octostore.embedded.ServerGeneration;

/**
 * The server of this module, in controlled time.
 */
final class EmbeddedServer implements ServerUnderTest {

	private final OctoStoreServer server;

	/**
	 * A server of this generation, with users who have tokens.
	 */
	EmbeddedServer(ServerGeneration generation) {
		this.server = OctoStoreServer.builder()
			.adminKey("adm-key")
			.token("alice", "tok-a")
			.token("bob", "tok-b")
			.generation(generation)
			.manualTime()
			.start();
	}

	EmbeddedServer(Mode mode) {
		OctoStoreServerBuilder builder = OctoStoreServer.builder().adminKey("adm-key").manualTime();
		this.server = ((mode == Mode.REGISTRATION) ? builder.localRegistration(true)
				: builder.token("alice", "tok-a").token("bob", "tok-b"))
			.start();
	}

	@Override
	public URI baseUrl() {
		return this.server.baseUrl();
	}

	@Override
	public void pass(Duration duration) {
		this.server.advanceTime(duration);
	}

	@Override
	public Instant now() {
		return this.server.now();
	}

	@Override
	public void restart() {
		this.server.restart();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
