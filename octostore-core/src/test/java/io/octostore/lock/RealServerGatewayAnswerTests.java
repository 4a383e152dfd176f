package io.octostore.lock;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerGatewayAnswerTests extends GatewayAnswerTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
