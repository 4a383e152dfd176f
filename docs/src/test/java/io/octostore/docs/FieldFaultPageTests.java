package io.octostore.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.octostore.docs.TaggedTests.TaggedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps {@code docs/internals/field-faults.md} to what the tests say.
 */
class FieldFaultPageTests {

	private static final Path PAGE = Repository.ROOT.resolve("docs/internals/field-faults.md");

	private static final String COMMAND = """
			mvn -pl docs -am test -Dtest=FieldFaultPageTests -Dsurefire.failIfNoSpecifiedTests=false \\
			    -Doctostore.write-pages=true""";

	private static final String BEGIN = """
			# Faults that people met in the field

			Written from `docs/src/test/resources/field-faults.txt` and the tests; do not edit. Each fault stands for a kind.
			A test names the faults that it covers with a JUnit tag: `@Tag("field-fault-A1")`. To write this page again:

			```
			%s
			```
			"""
		.formatted(COMMAND);

	@Test
	void thePageSaysWhatTheTestsSay() {
		if (Boolean.getBoolean("octostore.write-pages")) {
			Repository.write(PAGE, page());
		}
		assertThat(PAGE).as("to write it again: %s", COMMAND).content().isEqualTo(page());
	}

	@Test
	void everyTagNamesAFault() {
		List<String> numbers = FieldFault.all().stream().map(FieldFault::number).toList();
		assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThan(50);
		assertThat(numbers).containsAll(tests().keySet());
	}

	private static String page() {
		Map<String, TreeSet<String>> tests = tests();
		StringBuilder page = new StringBuilder(BEGIN);
		String kind = "";
		for (FieldFault fault : FieldFault.all()) {
			if (!fault.kind().equals(kind)) {
				kind = fault.kind();
				page.append("\n## ").append(kind).append("\n");
			}
			page.append("\n### ").append(fault.number()).append("\n\n");
			page.append(fault.input()).append("\n\nThen: ").append(fault.wanted()).append("\n\n");
			TreeSet<String> names = tests.getOrDefault(fault.number(), new TreeSet<>());
			page.append(names.isEmpty() ? "No test yet.\n"
					: names.stream().map((name) -> "* `" + name + "`\n").collect(Collectors.joining()));
		}
		return page.toString();
	}

	private static Map<String, TreeSet<String>> tests() {
		return Repository.files("Tests.java", "Tests.kt")
			.stream()
			.filter((file) -> file.toString().replace('\\', '/').contains("/src/test/"))
			.flatMap((file) -> TaggedTests.in(type(file), Repository.read(file)).stream())
			.collect(Collectors.groupingBy(TaggedTest::fault, TreeMap::new,
					Collectors.mapping(TaggedTest::name, Collectors.toCollection(TreeSet::new))));
	}

	private static String type(Path file) {
		String name = file.getFileName().toString();
		return name.substring(0, name.lastIndexOf('.'));
	}

}
