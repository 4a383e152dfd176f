package io.octostore.samples.fencedwrites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/fencing.md} shows is part of this sample.
 */
class FencingGuideTests {

	private static final Path GUIDE = Path.of("..", "..", "docs", "fencing.md");

	private static final Pattern JAVA = Pattern.compile("<!-- source: (\\w+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);

	private static final Pattern TABLE = Pattern.compile("```sql\n(create table .*?;)\n```", Pattern.DOTALL);

	@Test
	void everyJavaExampleIsPartOfItsSource() throws IOException {
		List<MatchResult> examples = examples(JAVA);
		assertThat(examples).hasSize(2);
		for (MatchResult example : examples) {
			Path source = Path.of("src/main/java/io/octostore/samples/fencedwrites", example.group(1) + ".java");
			String text = Files.readString(source).replace("\n\t", "\n").replace("\t", "    ");
			assertThat(text).as(source.toString()).contains(example.group(2));
		}
	}

	@Test
	void theTableIsTheOneOfTheSample() throws IOException {
		List<MatchResult> examples = examples(TABLE);
		assertThat(examples).hasSize(1);
		assertThat(Path.of("src/main/resources/schema.sql")).content()
			.contains(examples.get(0).group(1).replace("create table", "create table if not exists"));
	}

	private static List<MatchResult> examples(Pattern pattern) throws IOException {
		List<MatchResult> found = new ArrayList<>();
		Matcher matcher = pattern.matcher(Files.readString(GUIDE));
		while (matcher.find()) {
			found.add(matcher.toMatchResult());
		}
		return found;
	}

}
