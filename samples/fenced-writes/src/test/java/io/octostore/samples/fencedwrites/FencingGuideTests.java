package io.octostore.samples.fencedwrites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table that {@code docs/fencing.md} shows is that of this sample.
 */
class FencingGuideTests {

	private static final Path GUIDE = Path.of("..", "..", "docs", "fencing.md");

	private static final Pattern TABLE = Pattern.compile("```sql\n(create table .*?;)\n```", Pattern.DOTALL);

	@Test
	void theTableIsTheOneOfTheSample() throws IOException {
		Matcher table = TABLE.matcher(Files.readString(GUIDE));
		assertThat(table.find()).isTrue();
		assertThat(Path.of("src/main/resources/schema.sql")).content()
			.contains(table.group(1).replace("create table", "create table if not exists"));
	}

}
