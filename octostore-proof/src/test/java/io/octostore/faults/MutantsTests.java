package io.octostore.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The list of mutants fits the product.
 */
class MutantsTests {

	@ParameterizedTest
	@EnumSource
	void everyMutantFitsTheProduct(Mutant mutant) {
		assertThatCode(() -> mutant.loader(MutantsTests.class.getClassLoader())).doesNotThrowAnyException();
	}

	@Test
	void everySafeguardIsBrokenByAMutant() {
		Set<String> broken = Arrays.stream(Mutant.values())
			.flatMap((mutant) -> mutant.rules().stream())
			.collect(Collectors.toSet());
		assertThat(Safeguards.all().rules()).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(broken);
	}

	@Test
	void namesOfRulesAreWordsWithHyphens() {
		List<String> rules = List.copyOf(Safeguards.all().rules());
		assertThat(rules).allMatch((rule) -> rule.matches("[a-z]+(-[a-z]+)+"));
	}

}
