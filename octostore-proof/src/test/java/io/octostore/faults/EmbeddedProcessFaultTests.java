package io.octostore.faults;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("long")
class EmbeddedProcessFaultTests extends ProcessFaultTests {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
