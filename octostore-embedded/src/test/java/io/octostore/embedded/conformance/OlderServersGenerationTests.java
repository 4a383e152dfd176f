package io.octostore.embedded.conformance;

import org.junit.jupiter.api.Tag;

import io.octostore.embedded.ServerGeneration;

/**
 * The same tests on the releases that the generations stand for.
 */
@Tag("older-servers")
class OlderServersGenerationTests extends ServerGenerationTests {

	@Override
	ServerUnderTest start(ServerGeneration generation) {
		return new RealServer(generation);
	}

}
