package io.octostore.servers;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ServerReleaseTests {

	@Test
	void saysHowToInstallWhatIsMissing() {
		Path home = Path.of("target", "no-servers");
		assertThatIllegalStateException().isThrownBy(() -> ServerRelease.V0_6_0.binary(home))
			.withMessageContaining("cargo install octostore --version 0.6.0 --locked --root " + home.resolve("0.6.0"))
			.withMessageContaining("-Doctostore.server.home=");
	}

}
