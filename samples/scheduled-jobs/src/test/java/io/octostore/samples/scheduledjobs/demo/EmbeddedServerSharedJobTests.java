package io.octostore.samples.scheduledjobs.demo;

/**
 * On the server that the demo brings.
 */
class EmbeddedServerSharedJobTests extends SharedJobTests {

	@Override
	DemoServer startServer() {
		return DemoServer.embedded();
	}

}
