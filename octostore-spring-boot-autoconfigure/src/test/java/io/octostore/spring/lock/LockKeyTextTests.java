package io.octostore.spring.lock;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Types whose values have another text on each instance.
 */
class LockKeyTextTests {

	@ParameterizedTest
	@CsvSource({ "java.util.Set, whose elements have no certain order",
			"java.util.Map, whose entries have no certain order",
			"java.util.List, whose elements would be a list inside of a list",
			"java.util.Calendar, whose text depends on the locale: use its toInstant()",
			"java.util.concurrent.CompletableFuture, which has no value yet" })
	void aTypeIsRefusedWithTheReason(Class<?> type, String reason) {
		assertThat(LockKeyText.problem(type)).isEqualTo(reason);
	}

	@ParameterizedTest
	@ValueSource(classes = { Object.class, Comparable.class, String.class, Integer.class })
	void aTypeWhoseValuesMayHaveATextIsNot(Class<?> type) {
		assertThat(LockKeyText.problem(type)).isNull();
	}

}
