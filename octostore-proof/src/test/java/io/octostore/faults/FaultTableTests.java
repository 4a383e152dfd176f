package io.octostore.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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

import io.octostore.faults.FaultTest.Tier;

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
	void everyNumberIsTested() {
		List<String> expected = Stream.of(PARTS.split(" "))
			.flatMap((part) -> IntStream.rangeClosed(1, Integer.parseInt(part.substring(1)))
				.mapToObj((number) -> part.charAt(0) + String.valueOf(number)))
			.toList();
		assertThat(expected).hasSize(85);
		assertThat(tested()).extracting(Row::number).containsExactlyInAnyOrderElementsOf(expected);
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
		rows.sort(Comparator.<Row, String>comparing((row) -> row.number().substring(0, 1))
			.thenComparing((row) -> Integer.valueOf(row.number().substring(1))));
		return String.join("\n", "# Faults that the lease engine is tested against", "",
				"Written by the tests; do not edit. Each fault has a number, a test, and a mutant: the product without the",
				"protection, which the test must notice. A test whose mutant survives fails.", "",
				"Tiers: T0 one engine in virtual time; T1 several instances, a network and a server in virtual time; T2 real",
				"HTTP; T3 processes. Servers: scripted, the test says what is answered; simulated, a model of the server in",
				"virtual time; embedded, the one of `octostore-embedded`; real, the release that the build names. All of T3",
				"runs against both of the latter, T0 to T2 control the server in ways that the real one does not offer.",
				"",
				"Beside these, seeded simulations of everything at once run with checkers for exclusion, fencing tokens, the",
				"latch, claims without authority, requests after the end, obligations, bounds, leaks and linearizability:",
				"`SimulationTests`. All but bounds and leaks also judge the histories of T3, which the processes write on the",
				"monotonic clock that they share.", "", "| seeds | when | command |", "|---|---|---|",
				"| 200 | each build | `mvn verify` |", "| 2,000 | before a merge | `mvn verify -Plong` |",
				"| 200,000 | by hand, about 20 minutes | `mvn verify -Pseeds` |", "",
				"To write this page anew after a change:", "", "```", "mvn -pl octostore-proof -am verify",
				"mvn -pl octostore-proof -am verify -Plong", "mvn -pl octostore-proof -am verify -Preal-server",
				"mvn -pl octostore-proof -am test -Dtest=FaultTableTests -Dsurefire.failIfNoSpecifiedTests=false \\",
				"    -Doctostore.write-faults=true", "```", "",
				"| number | fault | tier | server | test | mutant: the product, except that | result |",
				"|---|---|---|---|---|---|---|", rows.stream().map(Row::line).collect(Collectors.joining("\n")), "");
	}

	private static List<Row> tested() {
		List<Class<?>> types = testClasses();
		List<Row> rows = new ArrayList<>();
		for (Class<?> type : types) {
			List<Class<?>> runs = types.stream()
				.filter((one) -> type.isAssignableFrom(one) && !Modifier.isAbstract(one.getModifiers()))
				.toList();
			rows.addAll(rows(type, runs));
		}
		return rows;
	}

	private static List<Class<?>> testClasses() {
		try {
			Path root = Path.of(FaultTableTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.walk(root)) {
				return files.map((file) -> root.relativize(file).toString().replace('\\', '/'))
					.filter((file) -> file.endsWith("FaultTests.class"))
					.sorted()
					.<Class<?>>map(
							(file) -> load(file.substring(0, file.length() - ".class".length()).replace('/', '.')))
					.toList();
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

	private static List<Row> rows(Class<?> type, List<Class<?>> runs) {
		List<Row> rows = new ArrayList<>();
		for (Method method : type.getDeclaredMethods()) {
			FaultTest test = method.getAnnotation(FaultTest.class);
			if (test != null) {
				String name = type.getSimpleName() + "." + method.getName();
				rows.add(new Row(test.number(), test.fault(), test.tier().name(), servers(test.tier(), runs), name,
						test.mutant().description(), result(method, test.tier(), runs)));
			}
		}
		return rows;
	}

	private static String servers(Tier tier, List<Class<?>> runs) {
		return runs.stream().map((run) -> server(tier, run)).collect(Collectors.joining(", "));
	}

	private static String server(Tier tier, Class<?> run) {
		if (!tier.server().isEmpty()) {
			return tier.server();
		}
		boolean isReal = Stream.of(run.getAnnotationsByType(Tag.class))
			.anyMatch((tag) -> tag.value().equals("real-server"));
		return isReal ? "real" : "embedded";
	}

	private static String result(Method method, Tier tier, List<Class<?>> runs) {
		List<Class<?>> passed = runs.stream()
			.filter((run) -> Files
				.exists(FaultTestExtension.RESULTS.resolve(run.getSimpleName() + "." + method.getName())))
			.toList();
		if (passed.isEmpty()) {
			return "not run here";
		}
		return "passes, mutant caught" + ((passed.size() < runs.size()) ? " (" + servers(tier, passed) + ")" : "");
	}

	private record Row(String number, String fault, String tier, String server, String test, String mutant,
			String result) {

		String line() {
			return "| " + String.join(" | ", this.number, this.fault, this.tier, this.server, "`" + this.test + "`",
					this.mutant, this.result) + " |";
		}

	}

}
