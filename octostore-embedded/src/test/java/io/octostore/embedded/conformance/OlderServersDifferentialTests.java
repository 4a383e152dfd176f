package io.octostore.embedded.conformance;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.ServerGeneration;

/**
 * Each older generation of the embedded server answers like the release that it stands
 * for.
 */
@Tag("older-servers")
class OlderServersDifferentialTests {

	private static void compare(ServerGeneration generation) {
		new Differential(generation, () -> RealServer.inMemory(generation)).run(4_000);
	}

	@Test
	void answersLikeRelease080() {
		compare(ServerGeneration.V0_8);
	}

	@Test
	void answersLikeRelease090() {
		compare(ServerGeneration.V0_9);
	}

	@Test
	void answersLikeRelease0132() {
		compare(ServerGeneration.V0_13);
	}

}
