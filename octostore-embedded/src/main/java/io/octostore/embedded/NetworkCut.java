package io.octostore.embedded;

/**
 * A client that cannot reach the server: its requests have no effect and get no answer,
 * and its watches fall silent. It can still open connections. Thread safe.
 *
 * @since 0.1.0
 * @see Faults#cutNetwork(String)
 */
public final class NetworkCut implements AutoCloseable {

	private final Runnable heal;

	NetworkCut(Runnable heal) {
		this.heal = heal;
	}

	/**
	 * Heals the network. The connections on which something was lost are reset, and new
	 * ones work again. Does nothing if the network is healed already.
	 */
	@Override
	public void close() {
		this.heal.run();
	}

}
