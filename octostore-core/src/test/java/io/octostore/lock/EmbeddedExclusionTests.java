package io.octostore.lock;

import io.octostore.testsupport.TestServer;

class EmbeddedExclusionTests extends ExclusionContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
