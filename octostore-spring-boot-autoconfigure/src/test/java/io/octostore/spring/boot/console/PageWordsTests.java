package io.octostore.spring.boot.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.spring.boot.history.LockHistoryEntry.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page has a word for each kind of event, and a choice of the history that shows it.
 */
class PageWordsTests {

	@ParameterizedTest
	@EnumSource
	void thePageKnowsEachKindOfEvent(Kind kind) throws IOException {
		String words = Files.readString(Path.of("../console/words.js"));
		String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
		assertThat(section(words, "const EVENTS = {")).containsPattern("\\n {2}\"?" + name + "\"?: \\[");
		assertThat(section(words, "const CHOICES = {")).contains("\"" + name + "\"");
	}

	private static String section(String words, String start) {
		int begin = words.indexOf(start);
		return words.substring(begin, words.indexOf("};", begin));
	}

}
