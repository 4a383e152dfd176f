package io.octostore.samples.scheduledjobs.demo;

import java.net.URI;

import io.octostore.embedded.OctoStoreServer;

/**
 * The server that the instances share.
 *
 * @param baseUrl where it listens
 * @param token what all instances show
 * @param shutdown ends the server if it was started for the demo
 */
record DemoServer(URI baseUrl, String token, Runnable shutdown) implements AutoCloseable {

	/**
	 * The server that {@code OCTOSTORE_BASE_URL} and {@code OCTOSTORE_TOKEN} name, or one
	 * in this JVM.
	 */
	static DemoServer fromEnvironment() {
		String baseUrl = System.getenv("OCTOSTORE_BASE_URL");
		String token = System.getenv("OCTOSTORE_TOKEN");
		if (baseUrl == null && token == null) {
			return embedded();
		}
		if (baseUrl == null || token == null) {
			throw new IllegalStateException("Set both OCTOSTORE_BASE_URL and OCTOSTORE_TOKEN to use a server of your "
					+ "own, or none of them to use one in memory");
		}
		return new DemoServer(URI.create(baseUrl), token, () -> {
		});
	}

	static DemoServer embedded() {
		String token = "token-of-all-instances";
		OctoStoreServer server = OctoStoreServer.builder().token("demo", token).start();
		return new DemoServer(server.baseUrl(), token, server::close);
	}

	@Override
	public void close() {
		this.shutdown.run();
	}

	@Override
	public String toString() {
		return this.baseUrl.toString();
	}

}
