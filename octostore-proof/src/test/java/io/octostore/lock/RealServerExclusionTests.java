package io.octostore.lock;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerExclusionTests extends OctoStoreExclusionContract {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
