package io.octostore.authority;

import org.junit.jupiter.api.Tag;

import io.octostore.testsupport.TestServer;

/**
 * The contract on a real server.
 */
@Tag("real-server")
class RealServerAuthorityTests extends EmbeddedAuthorityTests {

	@Override
	TestServer startServer() {
		return TestServer.real();
	}

}
