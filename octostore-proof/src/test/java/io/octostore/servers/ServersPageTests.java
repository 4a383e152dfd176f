package io.octostore.servers;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the table in {@code docs/servers.md} to what {@link OlderServersTests} demand of
 * the releases. The page itself tells how to write it anew.
 */
class ServersPageTests {

	@Test
	void showsWhatWorksOnWhichRelease() throws IOException {
		if (Boolean.getBoolean("octostore.write-servers")) {
			ServersPage.write();
		}
		assertThat(ServersPage.shown()).isEqualTo(ServersPage.expected());
	}

}
