package io.octostore.embedded;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test vectors of the protocol's description.
 */
class PublicHolderTests {

	@Test
	void hidesTheHolder() {
		assertPseudonym("00000000-0000-0000-0000-000000000000", "1eac8f2d-3605-81f1-878d-850dbe51824b");
		assertPseudonym("11111111-1111-4111-8111-111111111111", "5281ef98-88d3-84a9-b8e7-7a3ad3ffc123");
		assertPseudonym("123e4567-e89b-42d3-a456-426614174000", "c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
	}

	private static void assertPseudonym(String holder, String pseudonym) {
		assertThat(PublicHolder.of(UUID.fromString(holder))).hasToString(pseudonym);
	}

}
