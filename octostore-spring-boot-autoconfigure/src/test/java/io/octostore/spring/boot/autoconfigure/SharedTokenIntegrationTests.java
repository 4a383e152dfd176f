package io.octostore.spring.boot.autoconfigure;

import io.octostore.testsupport.TestServer;

class SharedTokenIntegrationTests extends SharedTokenContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

}
