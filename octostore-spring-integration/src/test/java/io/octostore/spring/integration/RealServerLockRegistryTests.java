package io.octostore.spring.integration;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerLockRegistryTests extends LockRegistryContract {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
