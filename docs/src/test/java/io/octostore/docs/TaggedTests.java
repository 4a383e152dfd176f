package io.octostore.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the tests of a Java or Kotlin source that carry {@code @Tag("field-fault-A1")},
 * with A1 in the place of any number. A tag on a class counts for the class.
 */
final class TaggedTests {

	private static final Pattern TAG = Pattern.compile("^\\s*@Tag\\(\"field-fault-([A-Z0-9]+)\"\\)\\s*$");

	private static final Pattern DECLARATION = Pattern
		.compile("\\b(?<class>class|interface|object)\\s+(?<type>\\w+)|(?<method>\\b\\w+|`[^`]+`)\\s*\\(");

	private TaggedTests() {
	}

	/**
	 * The tagged tests of one source, in its order.
	 * @param type the name of the source's type
	 * @param source the text
	 */
	static List<TaggedTest> in(String type, String source) {
		List<TaggedTest> tests = new ArrayList<>();
		List<String> pending = new ArrayList<>();
		int annotation = 0;
		for (String line : source.lines().toList()) {
			Matcher tag = TAG.matcher(line);
			if (tag.matches()) {
				pending.add(tag.group(1));
			}
			else if (annotation > 0 || line.strip().startsWith("@")) {
				annotation += depth(line);
			}
			else if (!pending.isEmpty()) {
				String name = type + member(type, line);
				pending.forEach((fault) -> tests.add(new TaggedTest(fault, name)));
				pending.clear();
			}
		}
		return tests;
	}

	private static int depth(String line) {
		return (int) (line.chars().filter((one) -> one == '(').count()
				- line.chars().filter((one) -> one == ')').count());
	}

	private static String member(String type, String line) {
		Matcher declaration = DECLARATION.matcher(line);
		if (!declaration.find()) {
			throw new IllegalStateException(type + ": no class or method after a tag, but: " + line);
		}
		if (declaration.group("method") != null) {
			return "." + declaration.group("method").replace("`", "");
		}
		return declaration.group("type").equals(type) ? "" : "." + declaration.group("type");
	}

	/**
	 * A test of a fault.
	 *
	 * @param fault number of the fault
	 * @param name type and method
	 */
	record TaggedTest(String fault, String name) {

	}

}
