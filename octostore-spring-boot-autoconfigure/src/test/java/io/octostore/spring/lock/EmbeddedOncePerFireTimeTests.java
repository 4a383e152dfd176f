package io.octostore.spring.lock;

import io.octostore.testsupport.TestServer;

class EmbeddedOncePerFireTimeTests extends OncePerFireTimeContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

	@Override
	int fireTimes() {
		return 2;
	}

}
