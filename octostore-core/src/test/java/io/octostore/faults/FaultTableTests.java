package io.octostore.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps {@code docs/faults.md} to what the tests say. The page itself tells how to write
 * it anew.
 */
class FaultTableTests {

	private static final Path PAGE = Path.of("..", "docs", "faults.md");

	/** How many faults each part of the list has. */
	private static final String PARTS = "A18 B18 C14 D13 E11 F8 L3";

	@Test
	void everyNumberIsTestedOrSaidToBeOpen() {
		List<String> expected = Stream.of(PARTS.split(" "))
			.flatMap((part) -> IntStream.rangeClosed(1, Integer.parseInt(part.substring(1)))
				.mapToObj((number) -> part.charAt(0) + String.valueOf(number)))
			.toList();
		assertThat(expected).hasSize(85);
		List<String> numbers = new ArrayList<>();
		tested().forEach((row) -> numbers.add(row.number()));
		Stream.of(OpenFault.values()).forEach((open) -> numbers.add(open.name()));
		assertThat(numbers).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void thePageSaysWhatTheTestsSay() throws IOException {
		if (Boolean.getBoolean("octostore.write-faults")) {
			Files.writeString(PAGE, page());
		}
		String written = Files.readString(PAGE);
		assertThat(rows(written)).isEqualTo(rows(page()));
	}

	/**
	 * The table without its last column, which holds the results of some run.
	 */
	private static List<String> rows(String page) {
		return page.lines()
			.filter((line) -> line.startsWith("| "))
			.map((line) -> line.substring(0, line.lastIndexOf('|', line.length() - 2)).strip())
			.toList();
	}

	private static String page() {
		List<Row> rows = new ArrayList<>(tested());
		Stream.of(OpenFault.values()).map(Row::open).forEach(rows::add);
		rows.sort(Comparator.<Row, String>comparing((row) -> row.number().substring(0, 1))
			.thenComparing((row) -> Integer.valueOf(row.number().substring(1))));
		long tested = rows.stream().filter((row) -> !row.test().isEmpty()).count();
		return String.join("\n", "# Faults that the lease engine is tested against", "",
				"Written by the tests; do not edit. Each fault has a number, a test, and a mutant: the product without the",
				"protection, which the test must notice. A test whose mutant survives fails. " + tested
						+ " of 85 faults are tested so, the rest is open.",
				"",
				"Tiers: T0 one engine in virtual time; T1 several instances, a network and a server in virtual time; T2 real",
				"HTTP; T3 processes. Beside these, seeded simulations of everything at once run with checkers for exclusion,",
				"fencing tokens, the latch, renewals after the end, obligations, bounds, leaks and linearizability:",
				"`SimulationTests`, 200 seeds in each build.", "", "To write this page anew after a change:", "", "```",
				"mvn -pl octostore-core -am verify",
				"mvn -pl octostore-core -am test -Dtest=FaultTableTests -Dsurefire.failIfNoSpecifiedTests=false \\",
				"    -Doctostore.write-faults=true", "```", "",
				"| number | fault | tier | test | mutant: the product, except that | result |",
				"|---|---|---|---|---|---|", rows.stream().map(Row::line).collect(Collectors.joining("\n")), "");
	}

	private static List<Row> tested() {
		try {
			Path root = Path.of(FaultTableTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.walk(root)) {
				List<Row> rows = new ArrayList<>();
				files.map((file) -> root.relativize(file).toString().replace('\\', '/'))
					.filter((file) -> file.endsWith("FaultTests.class"))
					.sorted()
					.forEach((file) -> rows
						.addAll(rows(load(file.substring(0, file.length() - ".class".length()).replace('/', '.')))));
				return rows;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, FaultTableTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Row> rows(Class<?> type) {
		List<Row> rows = new ArrayList<>();
		for (Method method : type.getDeclaredMethods()) {
			FaultTest test = method.getAnnotation(FaultTest.class);
			if (test != null) {
				String name = type.getSimpleName() + "." + method.getName();
				rows.add(new Row(test.number(), test.fault(), test.tier().name(), name, test.mutant().description(),
						result(name, method.isAnnotationPresent(Tag.class))));
			}
		}
		return rows;
	}

	private static String result(String test, boolean optional) {
		Path result = FaultTestExtension.RESULTS.resolve(test);
		if (Files.exists(result)) {
			return "passes, mutant caught";
		}
		return optional ? "not run here" : "not run";
	}

	private record Row(String number, String fault, String tier, String test, String mutant, String result) {

		static Row open(OpenFault open) {
			return new Row(open.name(), open.reason(), open.tier(), "", "", "open");
		}

		String line() {
			return "| " + String.join(" | ", this.number, this.fault, this.tier,
					this.test.isEmpty() ? "" : "`" + this.test + "`", this.mutant, this.result) + " |";
		}

	}

}
