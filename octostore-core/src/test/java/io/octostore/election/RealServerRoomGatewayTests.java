package io.octostore.election;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * Gateways in front of a real server.
 */
@Tag("real-server")
class RealServerRoomGatewayTests extends RoomGatewayTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
