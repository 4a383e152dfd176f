package io.octostore.samples.fromrustsdk;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;

class FromRustSdkTests {

	@Test
	void everyCallOfTheRustSdkHasItsCounterpart() {
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "a").token("bob", "b").start();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "a");
				OctoStoreClient other = OctoStoreClient.create(server.baseUrl().toString(), "b")) {
			new FromRustSdk(client, other, new PrintStream(written, true, StandardCharsets.UTF_8)).run();
		}
		assertThat(written.toString(StandardCharsets.UTF_8).lines()).containsExactly("health: ok", "server: 0.14.4",
				"acquired, fencing token 1", "acquired again, same lease: true",
				"held by another user, who is named: true", "held until its end is known: true",
				"renewed, same lease: true", "status: HELD", "listed: nightly-report, with its lease: false",
				"released twice: 404 LEASE_NOT_CURRENT", "a name of 65 characters is refused",
				"an unknown token: 401, true", "rotated the token of alice", "a copy uses the new token: true");
	}

}
