package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceDescriptionTests {

	private static final String PID = ":" + ProcessHandle.current().pid();

	@TempDir
	private Path folder;

	@Test
	void takesTheHostFromTheEnvironment() {
		assertThat(describe(new MockEnvironment().withProperty("spring.application.name", "billing")
			.withProperty("HOSTNAME", "pod-1"))).isEqualTo("billing@pod-1" + PID);
		assertThat(describe(new MockEnvironment().withProperty("COMPUTERNAME", "PC")))
			.isEqualTo("application@PC" + PID);
	}

	@Test
	void takesTheHostFromTheFileOtherwise() throws IOException {
		Files.writeString(this.folder.resolve("hostname"), "host-2\n");
		assertThat(describe(new MockEnvironment())).isEqualTo("application@host-2" + PID);
	}

	@Test
	void leavesAnUnknownHostOut() throws IOException {
		assertThat(describe(new MockEnvironment())).isEqualTo("application" + PID);
		Files.writeString(this.folder.resolve("hostname"), "\n");
		assertThat(describe(new MockEnvironment())).isEqualTo("application" + PID);
	}

	@Test
	void staysWithinTheLimitOfMetadata() {
		String description = describe(new MockEnvironment().withProperty("spring.application.name", "n".repeat(2000))
			.withProperty("HOSTNAME", "h".repeat(2000)));
		assertThat(description).hasSizeLessThan(500).endsWith(PID);
	}

	private String describe(MockEnvironment environment) {
		return InstanceDescription.of(environment, this.folder.resolve("hostname"));
	}

}
