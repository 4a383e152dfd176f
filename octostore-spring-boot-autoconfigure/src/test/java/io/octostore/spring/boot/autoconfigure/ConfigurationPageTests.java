package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/configuration.md} says what the metadata of the properties say.
 */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	/** The longest line of the page. */
	private static final int WIDTH = 120;

	private static final String REWRITE = "octostore.docs.rewrite";

	private static final String COMMAND = "mvn -pl octostore-spring-boot-autoconfigure -am test "
			+ "-Dtest=ConfigurationPageTests -Dsurefire.failIfNoSpecifiedTests=false -D" + REWRITE + "=true";

	private static final String INTRODUCTION = """
			# Configuration

			Every property, generated from the metadata that IDEs show. A value out of its range, or one that does not fit the
			others, fails the start of the application with a message that names the property and the cure. Durations are
			written as `30s`, `5m` or `PT30S`.

			A minimal configuration:

			```yaml
			octostore:
			  base-url: https://octostore.example.com
			  token: ${OCTOSTORE_TOKEN}
			```
			""";

	private static final String DEFINITIONS = """
			### `octostore.lock.definitions.<name>`

			Settings of the lock that is called `<name>` in `@DistributedLock`, without prefix and key. What is set here replaces
			what the annotation says; what is not set is left as it is.

			```yaml
			octostore:
			  lock:
			    definitions:
			      nightly-report:
			        ttl: 5m
			        when-held: throw
			      "[billing.invoices]":
			        wait-for: 10s
			```
			""";

	private static final String ELECTIONS = """
			### `octostore.election.<name>`

			The election that is called `<name>` in `@LeaderOnly` and as the qualifier of its bean.

			```yaml
			octostore:
			  election:
			    orders:
			      type: lock
			    nightly-report:
			      type: room
			      room: ${REPORT_ROOM}
			```
			""";

	private static final Path SOURCE = Path.of("src", "main", "java",
			OctoStoreProperties.class.getName().replace('.', '/') + ".java");

	/**
	 * In the order of the page: title and the longest prefix of the properties' names.
	 */
	private static final Map<String, String> GROUPS = groups();

	private static Map<String, String> groups() {
		Map<String, String> groups = new LinkedHashMap<>();
		groups.put("octostore.", "Server and client");
		groups.put("octostore.lock.", "Locks");
		groups.put("octostore.election", "Elections");
		groups.put("octostore.scheduled.", "Scheduled methods");
		groups.put("octostore.session.", "Session");
		groups.put("octostore.retry.", "Retries");
		groups.put("octostore.ssl.", "TLS");
		groups.put("octostore.proxy.", "Proxy");
		groups.put("octostore.etcd.", "etcd");
		groups.put("octostore.embedded.", "Embedded server");
		groups.put("octostore.endpoint.", "Endpoint");
		groups.put("octostore.console.", "Page");
		groups.put("octostore.observation.", "Observation");
		groups.put("octostore.shedlock.", "ShedLock");
		groups.put("octostore.web.", "Web requests");
		groups.put("octostore.webhook.", "Webhooks");
		groups.put("management.", "Actuator");
		return groups;
	}

	private static final List<String> ORDER = List.copyOf(GROUPS.keySet());

	@Test
	void thePageSaysWhatTheMetadataSay() throws IOException {
		String page = page();
		if (Boolean.getBoolean(REWRITE)) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).as("docs/configuration.md is not up to date; to rewrite it: %s", COMMAND)
			.content()
			.isEqualTo(page);
	}

	@Test
	void everyPropertyBelongsToAGroupOfThePage() throws IOException {
		String page = page();
		assertThat(GROUPS).containsOnlyKeys(ORDER);
		assertThat(properties()).allSatisfy(
				(property) -> assertThat(page).containsOnlyOnce("* **`" + property.get("name").asString() + "`**"));
	}

	private static String page() throws IOException {
		Map<String, Stream<String>> hints = hints();
		StringBuilder page = new StringBuilder(INTRODUCTION);
		for (String prefix : ORDER) {
			page.append("\n## ").append(GROUPS.get(prefix)).append("\n\n");
			List<String> rows = properties().stream()
				.filter((property) -> prefix.equals(group(property.get("name").asString())))
				.map((property) -> row(property, hints))
				.toList();
			rows.forEach(page::append);
			if (prefix.equals("octostore.lock.")) {
				page.append('\n').append(DEFINITIONS).append('\n');
				settingRows(OctoStoreProperties.Definition.class).forEach(page::append);
			}
			if (prefix.equals("octostore.election")) {
				page.append('\n').append(ELECTIONS).append('\n');
				settingRows(OctoStoreProperties.Election.class).forEach(page::append);
			}
		}
		return page.toString();
	}

	private static String group(String property) {
		return ORDER.stream()
			.filter(property::startsWith)
			.max(Comparator.comparingInt(String::length))
			.orElseThrow(() -> new AssertionError("No group of the page takes " + property));
	}

	private static String row(JsonNode property, Map<String, Stream<String>> hints) {
		String name = property.get("name").asString();
		JsonNode value = property.get("defaultValue");
		String defaultValue = (value != null) ? "`" + value.asString() + "`" : "";
		String type = hints.containsKey(name) ? choices(hints.get(name)) : type(property.get("type").asString());
		return row(name, type, defaultValue, property.get("description").asString());
	}

	/**
	 * An item of a list, in lines that fit a page.
	 */
	private static String row(String name, String type, String defaultValue, String description) {
		StringBuilder row = new StringBuilder("* **`" + name + "`**");
		int width = row.length();
		String facts = "(" + type + (defaultValue.isEmpty() ? "" : "; default " + defaultValue) + ")";
		for (String word : (facts + " " + description).split(" ")) {
			boolean fits = width + 1 + word.length() <= WIDTH;
			row.append(fits ? " " : "\n  ").append(word);
			width = (fits ? width + 1 : 2) + word.length();
		}
		return row.append('\n').toString();
	}

	private static List<String> settingRows(Class<?> settings) throws IOException {
		List<String> rows = new ArrayList<>();
		for (Parameter setting : settings.getDeclaredConstructors()[0].getParameters()) {
			String name = setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			DefaultValue defaultValue = setting.getAnnotation(DefaultValue.class);
			rows.add(row(name, type(ClassUtils.resolvePrimitiveIfNecessary(setting.getType()).getName()),
					(defaultValue != null) ? "`" + defaultValue.value()[0] + "`" : "",
					settingDescription(settings, setting.getName())));
		}
		rows.sort(null);
		return rows;
	}

	/**
	 * The values of a map have no metadata of their own: read their Javadoc.
	 */
	private static String settingDescription(Class<?> settings, String setting) throws IOException {
		String source = Files.readString(SOURCE);
		String comment = source
			.substring(source.lastIndexOf("/**", source.indexOf("record " + settings.getSimpleName() + "(")));
		Matcher description = Pattern.compile("@param " + setting + " (.+?)\\n\\s+\\*(/| @)", Pattern.DOTALL)
			.matcher(comment);
		assertThat(description.find()).as("Javadoc of the setting %s", setting).isTrue();
		return description.group(1).replaceAll("\\s+\\* ", " ");
	}

	private static String type(String name) {
		int parameters = name.indexOf('<');
		Class<?> type = ClassUtils.resolveClassName((parameters < 0) ? name : name.substring(0, parameters), null);
		if (type.isEnum()) {
			return choices(Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-')));
		}
		return type.getSimpleName().toLowerCase(Locale.ROOT);
	}

	private static String choices(Stream<String> values) {
		return values.map((value) -> "`" + value + "`").collect(Collectors.joining(", "));
	}

	private static List<JsonNode> properties() throws IOException {
		return read("properties");
	}

	/**
	 * What an IDE proposes for a property, if that is less than its type allows.
	 */
	private static Map<String, Stream<String>> hints() throws IOException {
		return read("hints").stream()
			.collect(Collectors.toMap((hint) -> hint.get("name").asString(),
					(hint) -> hint.get("values").valueStream().map((value) -> value.get("value").asString())));
	}

	private static List<JsonNode> read(String section) throws IOException {
		try (InputStream metadata = OctoStoreProperties.class.getProtectionDomain()
			.getCodeSource()
			.getLocation()
			.toURI()
			.resolve("META-INF/spring-configuration-metadata.json")
			.toURL()
			.openStream()) {
			return JsonMapper.shared().readTree(metadata).get(section).valueStream().toList();
		}
		catch (URISyntaxException ex) {
			throw new AssertionError(ex);
		}
	}

}
