package io.octostore.client;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * Elections on a real server.
 */
@Tag("real-server")
class RealServerElectionIntegrationTests extends ElectionIntegrationTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
