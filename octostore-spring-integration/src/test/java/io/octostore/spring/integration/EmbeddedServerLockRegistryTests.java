package io.octostore.spring.integration;

import io.octostore.testsupport.TestServer;

class EmbeddedServerLockRegistryTests extends LockRegistryContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
