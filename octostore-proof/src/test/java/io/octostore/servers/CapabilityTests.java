package io.octostore.servers;

import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.octostore.embedded.ServerGeneration;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What works with the generations of the server in memory is what works with the releases
 * that they stand for.
 */
@Timeout(120)
class CapabilityTests {

	static Stream<Arguments> generationsAndCapabilities() {
		return Stream.of(ServerGeneration.values())
			.flatMap((generation) -> Stream.of(Capability.values())
				.map((capability) -> Arguments.of(generation, capability)));
	}

	private static ServerRelease release(ServerGeneration generation) {
		return Stream.of(ServerRelease.values())
			.filter((release) -> release.version().equals(generation.version()))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("generationsAndCapabilities")
	void worksOrIsRefused(ServerGeneration generation, Capability capability) throws Exception {
		ServerRelease release = release(generation);
		try (ServerAccess server = new ServerAccess(release, TestServer.embedded(generation))) {
			assertThat(capability.tryOn(server)).isEqualTo(capability.expectedOn(release));
		}
	}

}
