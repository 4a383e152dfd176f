package io.octostore.spring.integration;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerLeaderInitiatorTests extends LeaderInitiatorContract {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
