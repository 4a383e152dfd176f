package io.octostore.client;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * The client and a real server.
 */
@Tag("real-server")
class RealServerClientIntegrationTests extends ClientIntegrationTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

	@Override
	TestServer startRegisteringServer() {
		return TestServer.realRegistering();
	}

}
