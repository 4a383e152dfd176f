package io.octostore.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reader finds each sample, with the command that runs it, on the page of its topic.
 */
class SampleTests {

	static List<String> samples() throws IOException {
		try (Stream<Path> folders = Files.list(Repository.ROOT.resolve("samples"))) {
			return folders.filter((folder) -> Files.exists(folder.resolve("pom.xml")))
				.map((folder) -> folder.getFileName().toString())
				.sorted()
				.toList();
		}
	}

	@Test
	void findsTheSamples() throws IOException {
		assertThat(samples()).contains("kotlin", "cluster", "ahead-of-time");
	}

	@ParameterizedTest
	@MethodSource("samples")
	void aPageOfTheGuideHasTheCommand(String sample) {
		assertThat(MarkdownPage.all()).filteredOn((page) -> page.toString().startsWith("docs"))
			.anySatisfy((page) -> assertThat(Repository.read(page.file()).lines())
				.contains("mvn -q -Pdemo -DskipTests -pl samples/%s -am verify".formatted(sample)));
	}

	@ParameterizedTest
	@MethodSource("samples")
	void theReadmeNamesTheSample(String sample) {
		assertThat(Repository.ROOT.resolve("README.md")).content().contains("`samples/" + sample + "`");
	}

	@ParameterizedTest
	@MethodSource("samples")
	void theCommandRunsTheSample(String sample) {
		assertThat(Repository.ROOT.resolve("samples").resolve(sample).resolve("pom.xml")).content()
			.containsSubsequence("<id>demo</id>", "<goal>exec</goal>");
	}

}
