package io.octostore.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The texts that {@code docs/troubleshooting.md} explains are texts of the product.
 */
class TroubleshootingTests {

	private static final Path PAGE = Repository.ROOT.resolve("docs/troubleshooting.md");

	/** Main sources, without the ends of literals that are put together from several. */
	private static final String SOURCES = Repository.files(".java")
		.stream()
		.filter((file) -> file.toString().replace('\\', '/').contains("/src/main/java/"))
		.map(Repository::read)
		.collect(Collectors.joining("\n"))
		.replaceAll("\"\\s*\\+\\s*\"", "");

	/** What is logged as a warning or an error. */
	private static final Pattern WARNING = Pattern
		.compile("logger\\s*\\.(?:warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

	static List<String> keys() {
		return new MarkdownPage(PAGE, Repository.read(PAGE)).prose()
			.map(MarkdownPage.Line::text)
			.filter((line) -> line.startsWith("### "))
			.map((line) -> line.substring("### ".length()))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("keys")
	void everyKeyIsATextOfTheProduct(String key) {
		assertThat(key).startsWith("`").endsWith("`");
		assertThat(parts(key)).allSatisfy((part) -> assertThat(SOURCES.contains(part)).as(part).isTrue());
	}

	/**
	 * A line without words of its own shows the message of an exception, or a text that
	 * has a key.
	 */
	@Test
	void explainsEveryWarning() {
		List<List<String>> keys = keys().stream().map(TroubleshootingTests::parts).toList();
		List<String> lines = WARNING.matcher(SOURCES).results().map((line) -> line.group(1)).toList();
		assertThat(lines).hasSizeGreaterThan(40);
		assertThat(lines).filteredOn((line) -> line.matches(".*[a-z].*"))
			.allSatisfy((line) -> assertThat(keys).anySatisfy((key) -> assertThat(line).contains(key)));
	}

	@Test
	void explainsEveryException() {
		Path folder = Repository.ROOT.resolve("octostore-core/src/main/java/io/octostore");
		List<String> names = Repository.files("Exception.java")
			.stream()
			.filter((file) -> file.getParent().equals(folder))
			.map((file) -> file.getFileName().toString().replace(".java", ""))
			.toList();
		assertThat(names).hasSizeGreaterThan(10);
		String page = Repository.read(PAGE);
		assertThat(names).allSatisfy((name) -> assertThat(page).contains("`" + name + "`"));
	}

	private static List<String> parts(String key) {
		return Stream.of(key.substring(1, key.length() - 1).split("…")).filter((part) -> !part.isEmpty()).toList();
	}

}
