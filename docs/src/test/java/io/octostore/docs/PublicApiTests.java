package io.octostore.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The public surface of all modules is the one that was agreed on, which the file
 * {@code docs/internals/public-api.txt} has: a change of it is a change of that file.
 */
class PublicApiTests {

	private static final Path BASELINE = Repository.ROOT.resolve("docs/internals/public-api.txt");

	private static final String COMMAND = """
			mvn -pl docs -am test -Dtest=PublicApiTests -Dsurefire.failIfNoSpecifiedTests=false \
			-Doctostore.write-api=true""";

	private static final String INTERNAL = "Internal: applications never import this package.";

	@Test
	void thePublicSurfaceIsTheOneThatWasAgreedOn() {
		PublicApi api = new PublicApi(internal());
		PublishedModule.all().forEach((module) -> api.add(module.folder().resolve("target/classes")));
		if (Boolean.getBoolean("octostore.write-api")) {
			Repository.write(BASELINE, api.text());
		}
		assertThat(api.text()).as("to accept the change: %s", COMMAND).isEqualTo(Repository.read(BASELINE));
	}

	@Test
	void everyInternalPackageSaysSoAndNoOtherDoes() {
		Map<String, Path> packages = new TreeMap<>();
		PublishedModule.all().forEach((module) -> packages.putAll(PublicApi.packages(module)));
		Set<String> saySo = packages.entrySet()
			.stream()
			.filter((entry) -> text(entry.getValue()).contains(INTERNAL))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		assertThat(saySo).isEqualTo(internal());
	}

	@Test
	void showsWhatApplicationsCanUseAndNothingElse(@TempDir Path folder) throws Exception {
		compile(folder, "api/Shown", """
				package api;
				public class Shown<T> {
					public static final int LIMIT = 3;
					protected Shown() { }
					public T use() throws java.io.IOException { return null; }
					void hidden() { }
					public static class Nested { private Nested() { } }
					private static class Secret { }
				}
				class Hidden { public static class Nested { } }
				""");
		compile(folder, "internal/Engine", """
				package internal;
				public class Engine { }
				""");
		String text = new PublicApi(Set.of("internal")).add(folder).text();
		assertThat(text).isEqualTo("""
				public class api.Shown<T>
				  protected api.Shown();
				  public T use() throws java.io.IOException;
				  public static final int LIMIT = 3;

				public class api.Shown$Nested

				""");
	}

	private static void compile(Path folder, String type, String source) throws Exception {
		Path file = folder.resolve(type + ".java");
		Files.createDirectories(file.getParent());
		Files.writeString(file, source);
		List<String> arguments = List.of("-d", folder.toString(), file.toString());
		int status = ToolProvider.findFirst("javac")
			.orElseThrow()
			.run(System.out, System.err, arguments.toArray(String[]::new));
		assertThat(status).isZero();
	}

	private static String text(Path packageInfo) {
		return Repository.read(packageInfo).replaceAll("\\s*\\n \\* ?", " ");
	}

	private static Set<String> internal() {
		return Set.of(PublishedModule.property("internal.packages").split(":"));
	}

}
