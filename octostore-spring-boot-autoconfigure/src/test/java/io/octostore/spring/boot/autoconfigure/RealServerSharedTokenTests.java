package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerSharedTokenTests extends SharedTokenContract {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
