package io.octostore.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages and product name the thing or the caller in place of vague words.
 */
class WordsTests {

	private static final Pattern VAGUE = Pattern.compile("(?i)\\b((some|no|every|any)body|who(ever|msoever)|whatever"
			+ "|in vain|without that|comes to be)\\b(?![(])");

	/** Written from the names of tests. */
	private static final String RECORDS = "docs/internals/faults.md";

	@Test
	void pagesNameTheThing() {
		assertThat(
				Repository.files(".md").stream().filter((file) -> !file.endsWith(RECORDS)).flatMap(WordsTests::vague))
			.isEmpty();
	}

	@Test
	void theProductNamesTheThing() {
		assertThat(Repository.files(".java", ".json")
			.stream()
			.filter((file) -> file.toString().replace('\\', '/').contains("/src/main/"))
			.flatMap(WordsTests::vague)).isEmpty();
	}

	@Test
	void noticesAVagueWord() {
		assertThat(VAGUE.matcher("a lock that Somebody has").find()).isTrue();
		assertThat(VAGUE.matcher("HttpRequest.noBody()").find()).isFalse();
	}

	private static Stream<String> vague(Path file) {
		List<String> lines = Repository.read(file).lines().toList();
		return IntStream.range(0, lines.size())
			.filter((index) -> VAGUE.matcher(lines.get(index)).find())
			.mapToObj(
					(index) -> Repository.ROOT.relativize(file) + ":" + (index + 1) + ": " + lines.get(index).strip());
	}

}
