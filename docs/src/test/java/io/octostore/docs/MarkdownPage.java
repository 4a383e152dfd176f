package io.octostore.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page and its lines, each with the kind of text that it is.
 */
final class MarkdownPage {

	private static final Pattern LINK = Pattern
		.compile("!?\\[[^\\]]*\\]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");

	private static final Pattern NAME = Pattern.compile("`([\\w.-]+/[\\w/.-]+\\.md)`");

	private static final Pattern CODE = Pattern.compile("`[^`]*`");

	private final Path file;

	private final List<Line> lines = new ArrayList<>();

	MarkdownPage(Path file, String text) {
		this.file = file;
		boolean isCode = false;
		int number = 0;
		for (String line : text.lines().toList()) {
			boolean isFence = line.strip().startsWith("```");
			this.lines.add(new Line(++number, line, isCode || isFence));
			isCode ^= isFence;
		}
	}

	static List<MarkdownPage> all() {
		return Repository.files(".md").stream().map((file) -> new MarkdownPage(file, Repository.read(file))).toList();
	}

	List<Line> lines() {
		return this.lines;
	}

	Path file() {
		return this.file;
	}

	/**
	 * Lines outside of code.
	 */
	Stream<Line> prose() {
		return this.lines.stream().filter((line) -> !line.isCode());
	}

	/**
	 * The targets of all links.
	 */
	List<String> links() {
		return prose().flatMap((line) -> LINK.matcher(CODE.matcher(line.text()).replaceAll("code")).results())
			.map((link) -> link.group(1))
			.toList();
	}

	/**
	 * The pages that are named in code.
	 */
	List<String> named() {
		return prose().flatMap((line) -> NAME.matcher(line.text()).results()).map((name) -> name.group(1)).toList();
	}

	/**
	 * The names that a link to a part of the page can have after its {@code #}.
	 */
	Set<String> anchors() {
		Set<String> anchors = new TreeSet<>();
		prose().filter((line) -> line.text().startsWith("#")).forEach((line) -> {
			String anchor = anchor(line.text().replaceFirst("^#+\\s*", ""));
			int count = 0;
			String unique = anchor;
			while (!anchors.add(unique)) {
				unique = anchor + "-" + ++count;
			}
		});
		return anchors;
	}

	private static String anchor(String heading) {
		String text = LINK.matcher(heading).replaceAll(MarkdownPage::label);
		return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

	private static String label(MatchResult link) {
		return Matcher.quoteReplacement(link.group().replaceFirst("^!?\\[([^\\]]*)\\].*$", "$1"));
	}

	@Override
	public String toString() {
		return Repository.ROOT.relativize(this.file).toString();
	}

	/**
	 * A line of a page.
	 *
	 * @param number its number, from 1
	 * @param text the text
	 * @param isCode whether it is part of a code block
	 */
	record Line(int number, String text, boolean isCode) {

		boolean isRow() {
			return this.text.startsWith("|");
		}

		/**
		 * The cells of a row of a table.
		 */
		List<String> cells() {
			String row = CODE.matcher(this.text)
				.replaceAll((code) -> Matcher.quoteReplacement(code.group().replace("|", "/")));
			return Stream.of(row.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|"))
				.map(String::strip)
				.collect(Collectors.toList());
		}

	}

}
