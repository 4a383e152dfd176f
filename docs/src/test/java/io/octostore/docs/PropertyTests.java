package io.octostore.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property of this library that a page names or sets is one that there is.
 */
class PropertyTests {

	private static final Pattern NAMED = Pattern.compile("`(octostore(?:\\.[a-z][a-z0-9-]*)+)(?:[:=][^`]*)?`");

	private static final Pattern METADATA = Pattern.compile("\"name\"\\s*:\\s*\"(octostore\\.[a-z0-9.-]+)\"");

	/** A map, whose keys are names of locks. */
	private static final String DEFINITIONS = "octostore.lock.definitions";

	/** A map, whose keys are names of elections. */
	private static final String ELECTIONS = "octostore.election";

	/** What the code gives names of the same form: meters and properties of the build. */
	private static final Pattern OTHERS = Pattern
		.compile("octostore\\.(server|real-server|conformance|differential|hostile|docs|write-.*|seeds|first-seed"
				+ "|long-seeds|all-seeds|lock\\.(acquire|held.*|lost|renew|waiting|limit.*)|session\\.(active|keepalive)"
				+ "|election\\.leader|client\\.requests|api\\..*)(\\..*)?");

	private final Set<String> properties = properties();

	@Test
	void findsTheProperties() {
		assertThat(this.properties).hasSizeGreaterThan(20).contains("octostore.base-url", DEFINITIONS);
	}

	@Test
	void everyPropertyInAConfigurationIsOneThatThereIs() {
		List<String> unknown = new ArrayList<>();
		for (Snippet snippet : Snippet.all("yaml")) {
			for (Object document : new Yaml().loadAll(snippet.text())) {
				keys("", document).stream()
					.filter((key) -> key.startsWith("octostore.") && !exists(key))
					.forEach((key) -> unknown.add(snippet + ": " + key));
			}
		}
		assertThat(unknown).isEmpty();
	}

	@Test
	void everyPropertyInProseIsOneThatThereIs() {
		List<String> unknown = new ArrayList<>();
		for (MarkdownPage page : guides()) {
			page.prose()
				.flatMap((line) -> NAMED.matcher(line.text()).results())
				.map((MatchResult name) -> name.group(1))
				.filter((name) -> !exists(name) && !OTHERS.matcher(name).matches())
				.forEach((name) -> unknown.add(page + ": " + name));
		}
		assertThat(unknown).isEmpty();
	}

	@Test
	@Tag("field-fault-J5")
	void theReadmeSaysHowAnApplicationKeepsItsHttpClients() {
		assertThat(Repository.read(Repository.ROOT.resolve("README.md")))
			.contains("`spring.http.clients.imperative.factory=jdk`");
	}

	/**
	 * Without the decisions, which may speak of what is to come or was.
	 */
	private static List<MarkdownPage> guides() {
		return MarkdownPage.all()
			.stream()
			.filter((page) -> !page.toString().replace('\\', '/').startsWith("docs/adr/"))
			.toList();
	}

	private boolean exists(String name) {
		return this.properties.contains(name) || name.startsWith(DEFINITIONS) || name.startsWith(ELECTIONS)
				|| this.properties.stream().anyMatch((property) -> property.startsWith(name + "."));
	}

	private static List<String> keys(String prefix, Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return List.of(prefix);
		}
		List<String> keys = new ArrayList<>();
		map.forEach((key, child) -> keys.addAll(keys(prefix.isEmpty() ? key.toString() : prefix + "." + key, child)));
		return keys;
	}

	private static Set<String> properties() {
		try {
			Set<String> names = new TreeSet<>();
			for (URL metadata : Collections.list(
					PropertyTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = metadata.openStream()) {
					METADATA.matcher(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
						.results()
						.forEach((name) -> names.add(name.group(1)));
				}
			}
			return names;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
