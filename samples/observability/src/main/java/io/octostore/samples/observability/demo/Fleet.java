package io.octostore.samples.observability.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.octostore.embedded.OctoStoreServer;

/**
 * A server in memory and the instances that use it.
 */
final class Fleet implements AutoCloseable {

	private static final String TOKEN = "token-of-all-instances";

	private final OctoStoreServer server;

	private final List<Instance> instances = new ArrayList<>();

	private Fleet(OctoStoreServer server) {
		this.server = server;
	}

	/**
	 * Starts everything, and waits until all instances answer.
	 * @param serverPort port of the server, 0 for any
	 * @param instancePorts ports of the instances, 0 for any
	 */
	static Fleet start(int serverPort, List<Integer> instancePorts) throws InterruptedException {
		Fleet fleet = new Fleet(OctoStoreServer.builder().port(serverPort).token("demo", TOKEN).console(true).start());
		try {
			for (int port : instancePorts) {
				String name = "billing-" + (fleet.instances.size() + 1);
				fleet.instances.add(Instance.start(name, port, fleet.server.baseUrl(), TOKEN));
			}
			for (Instance instance : fleet.instances) {
				instance.awaitStart();
			}
			return fleet;
		}
		catch (InterruptedException | RuntimeException ex) {
			fleet.close();
			throw ex;
		}
	}

	List<Instance> instances() {
		return List.copyOf(this.instances);
	}

	URI page() {
		return this.server.consoleUrl().orElseThrow();
	}

	/**
	 * The server stops answering.
	 */
	void takeServerDown() {
		this.server.goDown();
	}

	/**
	 * The server answers again, with all locks of before.
	 */
	void bringServerBack() {
		this.server.comeBack();
	}

	@Override
	public void close() {
		this.instances.forEach(Instance::stop);
		this.server.close();
	}

}
