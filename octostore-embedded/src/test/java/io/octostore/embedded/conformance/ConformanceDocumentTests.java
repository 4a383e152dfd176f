package io.octostore.embedded.conformance;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of results in {@code docs/internals/conformance.md}. With the system property
 * {@code octostore.conformance.update} it is written from the results of the latest runs
 * instead of being checked.
 */
class ConformanceDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "internals", "conformance.md");

	private static final String TABLE = "| Case | embedded | real |\n| --- | --- | --- |\n";

	/** The titles of the cases by number. */
	private final Map<Integer, String> cases = new TreeMap<>();

	ConformanceDocumentTests() {
		for (Class<?> nested : RealServerConformanceTests.class.getDeclaredClasses()) {
			for (Method method : nested.getSuperclass().getDeclaredMethods()) {
				DisplayName title = method.getAnnotation(DisplayName.class);
				if (title != null) {
					add(title.value());
				}
			}
		}
	}

	private void add(String title) {
		String former = this.cases.put(Integer.valueOf(title.substring(0, title.indexOf('.'))), title);
		assertThat(former).as("case with the number of %s", title).isNull();
	}

	@Test
	void coversEveryCase() {
		assertThat(this.cases.keySet())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 129).boxed().collect(Collectors.toList()));
	}

	@Test
	void showsTheResultOfEveryCase() throws IOException {
		String text = Files.readString(DOCUMENT);
		int start = text.indexOf(TABLE) + TABLE.length();
		if (Boolean.getBoolean("octostore.conformance.update")) {
			Files.writeString(DOCUMENT, text.substring(0, start) + table(results()));
		}
		else {
			Map<String, String> passed = new HashMap<>();
			this.cases.keySet().forEach((number) -> {
				passed.put(number + "EMBEDDED", "passed");
				passed.put(number + "REAL", "passed");
			});
			assertThat(text.substring(start)).isEqualTo(table(passed));
		}
	}

	private String table(Map<String, String> results) {
		return this.cases.entrySet()
			.stream()
			.map((entry) -> "| " + entry.getValue() + " | "
					+ results.getOrDefault(entry.getKey() + "EMBEDDED", "not run") + " | "
					+ results.getOrDefault(entry.getKey() + "REAL", "not run") + " |\n")
			.collect(Collectors.joining());
	}

	/**
	 * The latest result of each case on each server.
	 */
	private static Map<String, String> results() throws IOException {
		List<String> lines = Files.readAllLines(ConformanceReport.FILE);
		Map<String, String> results = new HashMap<>();
		for (String line : lines) {
			String[] parts = line.split("\t", -1);
			results.put(parts[0] + parts[1], parts[2]);
		}
		return results;
	}

}
