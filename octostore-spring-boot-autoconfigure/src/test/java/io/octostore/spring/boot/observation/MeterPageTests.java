package io.octostore.spring.boot.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.octostore.spring.boot.metrics.OctoStoreMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/meters.md} says what conventions and meters say.
 */
class MeterPageTests {

	private static final Path PAGE = Path.of("..", "docs", "meters.md");

	private static final Path SOURCE = Path.of("src", "main", "java",
			LockObservationDocumentation.class.getName().replace('.', '/') + ".java");

	private static final String REWRITE = "octostore.docs.rewrite";

	private static final String COMMAND = "mvn -pl octostore-spring-boot-autoconfigure -am test "
			+ "-Dtest=MeterPageTests -Dsurefire.failIfNoSpecifiedTests=false -D" + REWRITE + "=true";

	private static final int WIDTH = 120;

	private static final String INTRODUCTION = """
			# Meters and observations

			Generated from the conventions of the code by `MeterPageTests`, which compares them.

			An observation is a timer, a long task timer whose name ends with `.active`, and a span. It needs an
			`ObservationRegistry`, which Spring Boot's actuator brings. The long task timer has the key `lock.name` only.
			Every timer of an observation has the key `error` as well: the class of an exception, or `none`.

			No key holds a resolved lock key, a holder, a bearer token, or the id of a lease or a session. Fencing tokens are in
			traces only.

			A bean of type `LockAcquireObservationConvention` or `LockHeldObservationConvention` replaces names and keys.
			""";

	private static final String END = """

			## HTTP requests

			`octostore.client.requests` is Spring's observation of HTTP clients, with the template of the address in `uri`.
			Acquires and releases belong to the observation of the call that wants them. Keepalives, renewals and what settles
			something later are not observed unless `octostore.observation.background` is `true`: each would be a trace of its
			own.

			A [dashboard for Grafana](observability/grafana-dashboard.json) and [alerts for
			Prometheus](observability/prometheus-rules.yml) use them.
			""";

	@Test
	void thePageSaysWhatTheCodeSays() throws IOException {
		String page = page();
		if (Boolean.getBoolean(REWRITE)) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).as("docs/meters.md is not up to date; to rewrite it: %s", COMMAND).content().isEqualTo(page);
	}

	private static String page() throws IOException {
		String source = Files.readString(SOURCE);
		StringBuilder page = new StringBuilder(INTRODUCTION);
		page.append("\n## Observations\n");
		observation(page, source, new DefaultLockAcquireObservationConvention().getName(),
				LockObservationDocumentation.ACQUIRE);
		observation(page, source, new DefaultLockHeldObservationConvention().getName(),
				LockObservationDocumentation.HELD);
		page.append("\n## Meters\n\n");
		meters()
			.forEach((name, meter) -> page.append(item("**`" + name + "`** (" + meter.type() + "): " + meter.text())));
		return page.append(END).toString();
	}

	private static void observation(StringBuilder page, String source, String name,
			LockObservationDocumentation observation) {
		page.append("\n### `").append(name).append("`\n\n");
		page.append(wrap(description(source, "	" + observation.name() + " {"), "", "")).append('\n');
		Arrays.stream(observation.getLowCardinalityKeyNames())
			.forEach((key) -> page.append(item(key(source, key, "meters and traces"))));
		Arrays.stream(observation.getHighCardinalityKeyNames())
			.forEach((key) -> page.append(item(key(source, key, "traces only"))));
	}

	private static String key(String source, KeyName key, String where) {
		Enum<?> constant = (Enum<?>) key;
		String type = source.substring(source.indexOf("enum " + constant.getDeclaringClass().getSimpleName()));
		return "**`" + key.asString() + "`** (" + where + "): " + description(type, "		" + constant.name() + " {");
	}

	/**
	 * The Javadoc of a constant.
	 */
	private static String description(String source, String constant) {
		int end = source.indexOf(constant);
		assertThat(end).as(constant).isPositive();
		String comment = source.substring(source.lastIndexOf("/**", end) + 3, source.lastIndexOf("*/", end));
		Matcher code = Pattern.compile("\\{@code ([^}]+)}").matcher(comment.replaceAll("\\s*\\*\\s+", " ").strip());
		return code.replaceAll("`$1`").replaceAll("\\s+", " ").strip();
	}

	/**
	 * All meters that are not those of observations, by name.
	 */
	private static Map<String, Described> meters() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		OctoStoreMetrics metrics = new OctoStoreMetrics(() -> null, false);
		metrics.bindTo(registry);
		metrics.registerLocks(List.of("a-lock"));
		Map<String, Set<String>> keys = new TreeMap<>();
		Map<String, Described> described = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			Meter.Id id = meter.getId();
			Set<String> known = keys.computeIfAbsent(id.getName(), (name) -> new TreeSet<>());
			id.getTags().stream().map(Tag::getKey).forEach(known::add);
			String tags = known.stream().map((key) -> "`" + key + "`").collect(Collectors.joining(", "));
			described.put(id.getName(), new Described(id.getType().name().toLowerCase(),
					id.getDescription() + "." + (tags.isEmpty() ? "" : " Keys: " + tags + ".")));
		}
		return described;
	}

	private static String item(String text) {
		return wrap(text, "* ", "  ");
	}

	private static String wrap(String text, String first, String others) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder(first);
		for (String word : text.split(" ")) {
			boolean begins = line.length() <= others.length() || line.toString().equals(first);
			if (!begins && line.length() + 1 + word.length() > WIDTH) {
				lines.add(line.toString());
				line = new StringBuilder(others);
				begins = true;
			}
			line.append(begins ? "" : " ").append(word);
		}
		lines.add(line.toString());
		return String.join("\n", lines) + "\n";
	}

	/**
	 * A meter.
	 *
	 * @param type its type
	 * @param text what it measures, and its keys
	 */
	private record Described(String type, String text) {

	}

}
