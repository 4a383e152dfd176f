package io.octostore.spring.lock;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

@Tag("real-server")
class RealServerOncePerFireTimeTests extends OncePerFireTimeContract {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

	@Override
	int fireTimes() {
		return 5;
	}

}
