package io.octostore.shedlock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

class EmbeddedServerShedLockTests extends ShedLockContract {

	private static Instances instances;

	private static OctoStoreLocks locks;

	private static OctoStoreClient client;

	EmbeddedServerShedLockTests() {
		super(locks, client);
	}

	@BeforeAll
	static void start() {
		instances = new Instances(TestServer.embedded());
		locks = instances.newLocks();
		client = instances.newClient();
	}

	@AfterAll
	static void stop() {
		instances.close();
	}

}
