package io.octostore.test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/testing.md} are part of classes that run, and its tables
 * are complete.
 */
class TestingGuideTests {

	private static final Path GUIDE = Path.of("..", "docs", "testing.md");

	private static final Path EXAMPLES = Path.of("src", "test", "java", "io", "octostore", "examples");

	private static final String SOURCE = "<!-- source: ";

	@TestFactory
	List<DynamicTest> everyExampleIsPartOfItsSource() throws IOException {
		List<String> lines = Files.readAllLines(GUIDE);
		List<DynamicTest> tests = new ArrayList<>();
		for (int line = 0; line < lines.size(); line++) {
			if (lines.get(line).equals("```java")) {
				int begin = line + 1;
				int end = begin + lines.subList(begin, lines.size()).indexOf("```");
				String marker = lines.get(line - 1);
				String snippet = String.join("\n", lines.subList(begin, end));
				tests.add(DynamicTest.dynamicTest("line " + begin, () -> isPartOfItsSource(marker, snippet)));
			}
		}
		return tests;
	}

	private static void isPartOfItsSource(String marker, String snippet) throws IOException {
		assertThat(marker).startsWith(SOURCE).endsWith(" -->");
		Path source = EXAMPLES.resolve(marker.substring(SOURCE.length(), marker.length() - 4) + ".java");
		List<String> lines = Files.readAllLines(source);
		int height = snippet.split("\n", -1).length;
		List<String> windows = new ArrayList<>();
		for (int begin = 0; begin + height <= lines.size(); begin++) {
			windows.add(String.join("\n", lines.subList(begin, begin + height)).replace("\t", "    ").stripIndent());
		}
		assertThat(windows).as("%s must contain the example, word for word", source).contains(snippet);
	}

	@Test
	void hasTheExamplesThatItPromises() throws IOException {
		assertThat(GUIDE).content()
			.contains("### My scheduled job skips when held", "### My job stops when the lock is lost",
					"### My retry survives a restart");
		assertThat(everyExampleIsPartOfItsSource()).hasSizeGreaterThanOrEqualTo(10);
	}

	@Test
	void listsEveryAssertion() throws IOException {
		assertThat(table("OctoStoreAssert")).isEqualTo(methods(OctoStoreAssert.class));
	}

	@Test
	void listsWhatATestCanDo() throws IOException {
		Set<String> methods = methods(TestOctoStore.class);
		methods.removeAll(Set.of("start", "close", "assertThat", "baseUrl", "token", "customize", "attach"));
		assertThat(table("TestOctoStore")).isEqualTo(methods);
	}

	private static Set<String> table(String name) throws IOException {
		List<String> lines = Files.readAllLines(GUIDE);
		int start = lines.indexOf("<!-- table: " + name + " -->");
		int end = start + lines.subList(start, lines.size()).indexOf("<!-- end -->");
		return lines.subList(start + 3, end)
			.stream()
			.map((row) -> row.split("`")[1])
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> methods(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
			.map(Method::getName)
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
