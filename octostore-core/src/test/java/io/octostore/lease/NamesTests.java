package io.octostore.lease;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One thing for each name, though an application may use any number of names in time.
 */
class NamesTests {

	private static final int LIMIT = 10_000;

	private final Set<String> busy = new HashSet<>();

	private final Names<String> names = new Names<>((thing) -> !this.busy.contains(thing));

	private String get(String name) {
		return this.names.get(name, (made) -> new String("thing of " + made));
	}

	private void fill() {
		for (int i = 0; i < LIMIT; i++) {
			get("" + i);
		}
	}

	@Test
	void keepOneThingForEachName() {
		String first = get("a");
		assertThat(get("a")).isSameAs(first);
		assertThat(get("b")).isEqualTo("thing of b");
		assertThat(this.names.all()).containsExactly("thing of a", "thing of b");
	}

	@Test
	void forgetTheOneThatWasNotUsedForLongestWhenThereAreTooMany() {
		fill();
		get("0");
		assertThat(this.names.all()).hasSize(LIMIT);
		get("another");
		assertThat(this.names.all()).hasSize(LIMIT)
			.contains("thing of 0", "thing of another")
			.doesNotContain("thing of 1");
	}

	@Test
	void forgetNothingThatIsInUse() {
		this.busy.add("thing of 0");
		fill();
		get("another");
		assertThat(this.names.all()).hasSize(LIMIT).contains("thing of 0").doesNotContain("thing of 1");
	}

	@Test
	void areMoreThanTheLimitWhenAllAreInUse() {
		fill();
		this.busy.addAll(this.names.all());
		get("another");
		assertThat(this.names.all()).hasSize(LIMIT + 1);
	}

	@Test
	void haveOtherThingsAfterAChange() {
		get("a");
		this.names.replaceAll((thing) -> "other " + thing);
		assertThat(get("a")).isEqualTo("other thing of a");
	}

}
