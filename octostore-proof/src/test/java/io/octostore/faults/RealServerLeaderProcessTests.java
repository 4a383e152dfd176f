package io.octostore.faults;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerLeaderProcessTests extends LeaderProcessTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
