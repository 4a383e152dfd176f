package io.octostore.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A code block of a page.
 *
 * @param page the page
 * @param line the number of its first line, the one after the fence
 * @param language what stands after the fence
 * @param text the code
 * @param before the last line before the block that is not blank
 */
record Snippet(MarkdownPage page, int line, String language, String text, String before) {

	private static final Pattern TYPE = Pattern.compile(
			"(?m)^(@\\w.*\\n|@\\w[^\\n]*(\\n[ \\t]+.*|\\n\\)).*\\n)*(public |final |abstract )*(class|interface|record|enum) \\w+");

	private static final Pattern MEMBER = Pattern.compile("(?m)^(@Scheduled|@DistributedLock|@Bean|@EventListener"
			+ "|@Transactional|@Async|@PreDestroy|@Test|@Retryable|@Cacheable|public |private |protected |void )");

	/**
	 * All blocks of a language on all pages.
	 */
	static List<Snippet> all(String language) {
		List<Snippet> snippets = new ArrayList<>();
		for (MarkdownPage page : MarkdownPage.all()) {
			snippets.addAll(of(page, language));
		}
		return snippets;
	}

	static List<Snippet> of(MarkdownPage page, String language) {
		List<Snippet> snippets = new ArrayList<>();
		String before = "";
		int begin = -1;
		int indent = 0;
		List<MarkdownPage.Line> lines = page.lines();
		for (MarkdownPage.Line line : lines) {
			boolean isFence = line.text().strip().startsWith("```");
			if (begin < 0 && isFence) {
				begin = line.number();
				indent = line.text().indexOf('`');
			}
			else if (isFence) {
				String found = lines.get(begin - 1).text().strip().substring(3);
				if (found.equals(language)) {
					snippets.add(new Snippet(page, begin + 1, language,
							text(lines.subList(begin, line.number() - 1), indent), before));
				}
				begin = -1;
			}
			else if (begin < 0 && !line.text().isBlank()) {
				before = line.text().strip();
			}
		}
		return snippets;
	}

	private static String text(List<MarkdownPage.Line> lines, int indent) {
		StringBuilder text = new StringBuilder();
		for (MarkdownPage.Line line : lines) {
			text.append(line.text().substring(Math.min(indent, line.text().length()))).append('\n');
		}
		return text.toString();
	}

	/**
	 * The file that holds the code: the one that a public class demands, or one with a
	 * name of its own.
	 */
	String file(String type) {
		Matcher declared = Pattern.compile("(?m)^public (?:final )?(?:class|interface|record|enum) (\\w+)")
			.matcher(this.text);
		return (isWholeFile() && declared.find()) ? declared.group(1) : type;
	}

	private boolean isWholeFile() {
		return this.text.startsWith("import ") || this.text.startsWith("package ");
	}

	/**
	 * The code as a reader has it in a file: with imports, in a class with the fields
	 * that the pages speak of, statements in a method that declares no exception.
	 * @param type the name of the class
	 */
	String inFile(String type) {
		if (isWholeFile()) {
			return "\n\n" + this.text;
		}
		if (TYPE.matcher(this.text).lookingAt()) {
			return Reader.IMPORTS + "\nclass " + type + " extends io.octostore.docs.reader.Given {\n" + this.text
					+ "}\n";
		}
		if (MEMBER.matcher(this.text).lookingAt()) {
			return Reader.IMPORTS + "\nclass " + type + " extends io.octostore.docs.reader.Given {\n" + this.text
					+ "}\n";
		}
		return Reader.IMPORTS + "\nclass " + type + " extends io.octostore.docs.reader.Given { void statements() {\n"
				+ this.text + "}}\n";
	}

	@Override
	public String toString() {
		return this.page + ":" + this.line;
	}

	/**
	 * What an IDE adds for the reader, on one line.
	 */
	private static final class Reader {

		static final String IMPORTS = String.join(" ", "import io.octostore.*;", "import io.octostore.client.*;",
				"import io.octostore.lock.*;", "import io.octostore.election.*;", "import io.octostore.embedded.*;",
				"import io.octostore.test.*;", "import io.octostore.spring.boot.autoconfigure.*;",
				"import io.octostore.spring.lock.*;", "import io.octostore.spring.election.*;",
				"import io.octostore.spring.boot.test.autoconfigure.*;", "import io.octostore.docs.reader.*;",
				"import java.time.*;", "import java.util.*;", "import java.util.concurrent.*;",
				"import org.junit.jupiter.api.Tag;", "import org.junit.jupiter.api.Test;",
				"import org.springframework.beans.factory.annotation.*;", "import org.springframework.boot.*;",
				"import org.springframework.boot.autoconfigure.*;", "import org.springframework.boot.test.context.*;",
				"import org.springframework.context.annotation.*;", "import org.springframework.context.event.*;",
				"import org.springframework.jdbc.core.*;", "import org.springframework.scheduling.annotation.*;",
				"import org.springframework.stereotype.*;", "import org.springframework.transaction.annotation.*;",
				"import reactor.core.publisher.*;", "import static org.assertj.core.api.Assertions.assertThat;");

		private Reader() {
		}

	}

}
