package io.octostore.faults;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("long")
class EmbeddedLeaderProcessTests extends LeaderProcessTests {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
