package io.octostore.election;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * Elections on a real server.
 */
@Tag("real-server")
class RealServerLeaderElectionIntegrationTests extends LeaderElectionIntegrationTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
