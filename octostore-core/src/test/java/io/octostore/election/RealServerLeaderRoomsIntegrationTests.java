package io.octostore.election;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * Leader rooms on a real server.
 */
@Tag("real-server")
class RealServerLeaderRoomsIntegrationTests extends LeaderRoomsIntegrationTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
