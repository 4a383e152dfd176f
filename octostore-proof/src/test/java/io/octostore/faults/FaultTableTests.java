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
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps {@code docs/internals/faults.md} to what the tests say. The page itself tells how
 * to write it anew.
 */
class FaultTableTests {

	private static final Path PAGE = Path.of("..", "docs", "internals", "faults.md");

	private static final Map<String, Part> PARTS = Map.of("A", new Part("A. Acquire", 18), "B",
			new Part("B. Keep alive and renew", 18), "C", new Part("C. Clocks and pauses", 14), "D",
			new Part("D. Release and shut down", 13), "E", new Part("E. Wait", 11), "F", new Part("F. Lose", 8), "H",
			new Part("H. Hold", 8), "L", new Part("L. Lead", 9));

	private static final String BEGIN = """
			# Faults that the lease engine is tested against

			Written by the tests; do not edit. Each fault has a number, a test, and a mutant: the product without the
			protection. The test runs against both. It passes if it passes against the product and fails against the mutant.
			A mutant that cannot run, a set-up that fails and a test that does not end are errors, not successes.

			Tiers:

			* T0: one engine in virtual time. The test says what the server answers.
			* T1: several instances, a network and a server, all simulated in virtual time.
			* T2: real HTTP and the server of `octostore-embedded`.
			* T3: processes, with the server of `octostore-embedded` and with the real one.

			T0 to T2 control the server in ways that the real one does not offer.

			Seeded simulations run all faults at once: `SimulationTests`. Checkers judge their histories: exclusion, fencing
			tokens, the latch, claims without authority, requests after the end, obligations, bounds, leaks, linearizability.
			All but bounds and leaks also judge the histories of T3, which the processes write on the monotonic clock that they
			share.

			| seeds | when | command |
			|---|---|---|
			| 200 | each build | `mvn verify` |
			| 2,000 | before a merge | `mvn verify -Plong` |
			| 200,000 | by hand, about 20 minutes | `mvn verify -Pseeds` |

			To write this page again:

			```
			mvn -pl octostore-proof -am test -Dtest=FaultTableTests -Dsurefire.failIfNoSpecifiedTests=false \\
			    -Doctostore.write-faults=true
			```
			""";

	@Test
	void everyNumberIsTested() {
		List<String> expected = PARTS.entrySet()
			.stream()
			.flatMap((part) -> IntStream.rangeClosed(1, part.getValue().faults())
				.mapToObj((number) -> part.getKey() + number))
			.toList();
		assertThat(expected).hasSize(99);
		assertThat(tested()).extracting(Row::number).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void thePageSaysWhatTheTestsSay() throws IOException {
		if (Boolean.getBoolean("octostore.write-faults")) {
			Files.writeString(PAGE, page());
		}
		assertThat(PAGE).content().isEqualTo(page());
	}

	private static String page() {
		List<Row> rows = new ArrayList<>(tested());
		rows.sort(Comparator.comparing(Row::part).thenComparing((row) -> Integer.valueOf(row.number().substring(1))));
		StringBuilder page = new StringBuilder(BEGIN);
		String part = "";
		for (Row row : rows) {
			if (!row.part().equals(part)) {
				part = row.part();
				page.append("\n## ").append(PARTS.get(part).title()).append("\n");
			}
			page.append("\n").append(row.text());
		}
		return page.toString();
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
				rows.add(new Row(test.number(), test.fault(), test.tier().name(), name, test.mutant().description(),
						runs.stream().map(FaultTableTests::build).distinct().sorted().toList()));
			}
		}
		return rows;
	}

	/**
	 * The build that runs a test, and fails if the mutant is not caught.
	 */
	private static String build(Class<?> run) {
		return Stream.of(run.getAnnotationsByType(Tag.class))
			.map((tag) -> "`mvn verify -P" + tag.value() + "`")
			.findAny()
			.orElse("`mvn verify`");
	}

	private record Part(String title, int faults) {
	}

	private record Row(String number, String fault, String tier, String test, String mutant, List<String> builds) {

		String part() {
			return this.number.substring(0, 1);
		}

		String text() {
			return """
					### %s

					Fault: %s.

					Mutant: %s.

					`%s`, %s.
					Result of %s: passes, mutant caught.
					""".formatted(this.number, this.fault, this.mutant, this.test, this.tier,
					String.join(" and ", this.builds));
		}

	}

}
