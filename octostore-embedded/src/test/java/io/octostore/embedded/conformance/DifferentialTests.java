package io.octostore.embedded.conformance;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.ServerGeneration;

/**
 * The embedded server answers like the real one.
 */
@Tag("real-server")
class DifferentialTests {

	@Test
	void answersLikeTheRealServer() {
		new Differential(ServerGeneration.V0_14, () -> new RealServer(ServerUnderTest.Mode.TOKENS)).run(20_000);
	}

}
