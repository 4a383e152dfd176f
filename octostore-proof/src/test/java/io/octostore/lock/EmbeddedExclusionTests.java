package io.octostore.lock;

import io.octostore.testsupport.TestServer;

class EmbeddedExclusionTests extends OctoStoreExclusionContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
