package io.octostore.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.octostore.docs.MarkdownPage.Line;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page can be read in a terminal and has no dead link.
 */
class MarkdownTests {

	private static final int WIDTH = 120;

	private static final int COLUMNS = 3;

	/**
	 * The longest figures and marks, for which there may be more columns beside two of
	 * text.
	 */
	private static final int SHORT = 26;

	private static final String SITE = "[^/]+[.]md|docs/(?!src/|target/).+[.](md|svg|png|txt|json|yml|js)";

	/** Written by tests, one row for each of their cases. */
	private static final Set<String> RECORDS = Set.of("docs/internals/faults.md");

	static List<MarkdownPage> pages() {
		return MarkdownPage.all();
	}

	@Test
	void findsThePages() {
		assertThat(pages()).extracting(MarkdownPage::toString)
			.contains("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/internals/concurrency.md");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linesOfProseAreAtMost120CharactersLong(MarkdownPage page) {
		if (!RECORDS.contains(page.toString())) {
			assertThat(tooLong(page)).as("%s: lines longer than %d characters", page, WIDTH).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void tablesHaveAtMostThreeColumnsOfText(MarkdownPage page) {
		if (!RECORDS.contains(page.toString())) {
			assertThat(tooWide(page)).as("%s: rows with more than %d columns of text", page, COLUMNS).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(MarkdownPage page) {
		assertThat(page.links()).filteredOn((link) -> !link.matches("(https?|mailto):.*"))
			.allSatisfy((link) -> assertLeadsSomewhere(page, link));
	}

	/**
	 * The site has the pages of the root, and of the guide what {@code site/pages.mjs}
	 * brings.
	 */
	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToWhatTheSiteHas(MarkdownPage page) {
		assertThat(page.links()).filteredOn((link) -> !link.matches("(https?|mailto):.*"))
			.allSatisfy((link) -> assertThat(target(page, link)).as("%s: %s", page, link).matches(SITE));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void namesOnlyPagesThatThereAre(MarkdownPage page) {
		assertThat(page.named()).allSatisfy(
				(name) -> assertThat(Stream.of(Repository.ROOT, page.file().getParent())).as("%s: %s", page, name)
					.anyMatch((folder) -> Files.exists(folder.resolve(name))));
	}

	private static String target(MarkdownPage page, String link) {
		String path = link.replaceFirst("#.*", "");
		Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
		return Repository.ROOT.relativize(target).toString().replace('\\', '/');
	}

	private static void assertLeadsSomewhere(MarkdownPage page, String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
		assertThat(target).as("%s: %s", page, link).startsWith(Repository.ROOT).matches(Files::exists, "exists");
		if (parts.length > 1 && target.toString().endsWith(".md")) {
			assertThat(new MarkdownPage(target, Repository.read(target)).anchors()).as("%s: %s", page, link)
				.contains(parts[1]);
		}
	}

	@Test
	void noticesLongLines() {
		String line = "x".repeat(WIDTH);
		assertThat(tooLong(page(line, line + "y", "| " + line + " |", "```", line + "z", "```"))).containsExactly(2, 3);
	}

	@Test
	void noticesWideTables() {
		String text = "x".repeat(SHORT + 1);
		assertThat(tooWide(page("| a | b | `" + text + "|d` |", "| " + text + " | " + text + " | 2 | 3 |",
				"| " + text + " | 1 | " + text + " | 3 |")))
			.containsExactly(3);
	}

	@Test
	void findsLinksAndWhereTheyLead() {
		MarkdownPage page = page("# 1. The `first` [part](x.md)", "[a](b.md#c \"d\") and `[no](link)` ![e](f.svg)",
				"## Part", "## Part");
		assertThat(page.links()).containsExactly("x.md", "b.md#c", "f.svg");
		assertThat(page.anchors()).containsExactlyInAnyOrder("1-the-first-part", "part", "part-1");
	}

	private static MarkdownPage page(String... lines) {
		return new MarkdownPage(Repository.ROOT.resolve("page.md"), String.join("\n", lines));
	}

	private static Stream<Integer> tooLong(MarkdownPage page) {
		return page.prose()
			.filter((line) -> line.text().length() > (isTableOfFigures(line) ? 160 : WIDTH))
			.map(Line::number);
	}

	private static Stream<Integer> tooWide(MarkdownPage page) {
		return page.prose().filter(Line::isRow).filter(MarkdownTests::isWide).map(Line::number);
	}

	private static boolean isWide(Line line) {
		return isTableOfFigures(line) && line.cells().stream().skip(2).anyMatch((cell) -> cell.length() > SHORT);
	}

	private static boolean isTableOfFigures(Line line) {
		return line.isRow() && line.cells().size() > COLUMNS;
	}

}
