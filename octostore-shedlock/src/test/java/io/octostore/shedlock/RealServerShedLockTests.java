package io.octostore.shedlock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerShedLockTests extends ShedLockContract {

	private static Instances instances;

	private static OctoStoreLocks locks;

	private static OctoStoreClient client;

	RealServerShedLockTests() {
		super(locks, client);
	}

	@BeforeAll
	static void start() {
		instances = new Instances(TestServer.real());
		locks = instances.newLocks();
		client = instances.newClient();
	}

	@AfterAll
	static void stop() {
		instances.close();
	}

}
