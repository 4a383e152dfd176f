package io.octostore.servers;

import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What works with the releases themselves.
 */
@Tag("older-servers")
@Timeout(120)
class OlderServersTests {

	static Stream<Arguments> releasesAndCapabilities() {
		return Stream.of(ServerRelease.values())
			.flatMap(
					(release) -> Stream.of(Capability.values()).map((capability) -> Arguments.of(release, capability)));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("releasesAndCapabilities")
	void worksOrIsRefused(ServerRelease release, Capability capability) throws Exception {
		try (ServerAccess server = new ServerAccess(release, TestServer.real(release.binary()))) {
			Outcome outcome = capability.tryOn(server);
			ServersPage.record(release, capability, outcome);
			assertThat(outcome).isEqualTo(capability.expectedOn(release));
		}
	}

}
