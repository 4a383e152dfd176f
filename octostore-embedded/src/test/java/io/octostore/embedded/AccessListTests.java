package io.octostore.embedded;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whom an access list admits, and how long it may be.
 */
class AccessListTests {

	private static Principal user(String name, @Nullable String token) {
		return new Principal(UUID.randomUUID(), name, null, token);
	}

	private static void assertRefused(String entry) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> AccessList.parse(List.of(entry)))
			.satisfies((ex) -> assertThat(ex.refusal()).isEqualTo(Refusal.INVALID_INPUT));
	}

	@Test
	void admitsTheBearerOfAToken() {
		AccessList list = AccessList.parse(List.of("token:tok-a"));
		assertThat(list.admits(user("alice", "tok-a"))).isTrue();
		assertThat(list.admits(user("alice", "tok-b"))).isFalse();
	}

	@Test
	void admitsAUserRegardlessOfLetterCase() {
		AccessList list = AccessList.parse(List.of("user:ALICE"));
		assertThat(list.admits(user("Alice", "tok-a"))).isTrue();
		assertThat(list.admits(user("bob", "tok-b"))).isFalse();
	}

	@Test
	void hasAtMost100Entries() {
		List<String> entries = IntStream.range(0, 101).mapToObj((user) -> "user:u" + user).toList();
		assertThat(AccessList.parse(entries.subList(0, 100)).entries()).hasSize(100);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> AccessList.parse(entries));
	}

	@Test
	void anEntryHasAtMost256Bytes() {
		String longest = "token:" + "t".repeat(250);
		assertThat(AccessList.parse(List.of(longest)).entries()).containsExactly(longest);
		assertRefused(longest + "t");
	}

	@Test
	void aTokenIsNotEmpty() {
		assertRefused("token:");
	}

	@Test
	void neverShowsTokens() {
		assertThat(AccessList.parse(List.of("token:tok-a", "user:bob")))
			.hasToString("AccessList[token:[redacted], user:bob]");
	}

}
