package io.octostore.lock;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * A bad network in front of a real server.
 */
@Tag("real-server")
class RealServerBadNetworkTests extends BadNetworkTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
