package io.octostore.samples.fromrustsdk;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;

/**
 * Runs the program against a server of its own.
 */
public final class Demo {

	private Demo() {
	}

	/**
	 * Run the program.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		try (OctoStoreServer server = OctoStoreServer.builder()
			.token("alice", "tok-alice")
			.token("bob", "tok-bob")
			.start();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "tok-alice");
				OctoStoreClient other = OctoStoreClient.create(server.baseUrl().toString(), "tok-bob")) {
			new FromRustSdk(client, other, System.out).run();
		}
	}

}
