package io.octostore.embedded.conformance;

import io.octostore.embedded.ServerGeneration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
