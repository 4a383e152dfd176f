package io.octostore.spring.integration;

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

	private final List<AutoCloseable> resources = new ArrayList<>();

	Instances(TestServer server) {
		this.server = server;
	}

	OctoStoreClient newClient() {
		OctoStoreClient client = OctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE);
		this.resources.add(0, client);
		return client;
	}

	OctoStoreLocks newLocks() {
		OctoStoreLocks locks = OctoStoreLocks.builder(newClient().reactive()).build();
		this.resources.add(0, locks);
		return locks;
	}

	TestServer server() {
		return this.server;
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			if (resource instanceof OctoStoreLocks locks) {
				locks.close(Duration.ZERO);
			}
			else {
				resource.close();
			}
		}
		this.server.close();
	}

}
