package io.octostore.shedlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

/**
 * Instances of one application: locks of their own under one token.
 */
final class Instances implements AutoCloseable {

	private final TestServer server;

	private final List<OctoStoreClient> clients = new ArrayList<>();

	private final List<OctoStoreLocks> locks = new ArrayList<>();

	Instances(TestServer server) {
		this.server = server;
	}

	OctoStoreClient newClient() {
		OctoStoreClient client = OctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE);
		this.clients.add(client);
		return client;
	}

	OctoStoreLocks newLocks() {
		OctoStoreLocks instance = OctoStoreLocks.builder(newClient().reactive()).build();
		this.locks.add(instance);
		return instance;
	}

	TestServer server() {
		return this.server;
	}

	@Override
	public void close() {
		this.locks.forEach((instance) -> instance.close(Duration.ZERO));
		this.clients.forEach(OctoStoreClient::close);
		this.server.close();
	}

}
