package io.octostore.faults;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerProcessFaultTests extends ProcessFaultTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
