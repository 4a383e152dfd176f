package io.octostore.lock;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The locks that a thread runs under.
 */
class CurrentLockTests extends LocksBench {

	private final HeldLock other = this.locks.tryAcquire("other").orElseThrow();

	private final HeldLock another = this.locks.tryAcquire("another").orElseThrow();

	@AfterEach
	void forget() {
		CurrentLock.replace(List.of());
	}

	@Test
	void areThoseOfTheOuterCallAgainWhenTheInnerOneHasEnded() {
		this.locks.executeWithoutResult("outer", (outer) -> {
			this.locks.executeWithoutResult("inner",
					(inner) -> assertThat(CurrentLock.all()).containsExactly(inner, outer));
			assertThat(CurrentLock.all()).containsExactly(outer);
		});
		assertThat(CurrentLock.all()).isEmpty();
	}

	@Test
	void areJoinedByThoseThatAreBoundUntilTheBindingIsClosed() {
		this.locks.executeWithoutResult("job", (lock) -> {
			try (CurrentLock.Binding binding = CurrentLock.bind(List.of(this.other, this.another))) {
				assertThat(binding).isNotNull();
				assertThat(CurrentLock.all()).containsExactly(this.other, this.another, lock);
			}
			assertThat(CurrentLock.all()).containsExactly(lock);
		});
	}

	@Test
	void areNoneAgainOnAThreadThatHadNoneBeforeTheBinding() {
		try (CurrentLock.Binding binding = CurrentLock.bind(List.of(this.other))) {
			assertThat(binding).isNotNull();
			assertThat(CurrentLock.get()).isSameAs(this.other);
		}
		assertThat(CurrentLock.find()).isEmpty();
	}

	@Test
	void areExactlyThoseThatReplaceThem() {
		CurrentLock.replace(List.of(this.other));
		CurrentLock.replace(List.of(this.another, this.other));
		assertThat(CurrentLock.all()).containsExactly(this.another, this.other);
		CurrentLock.replace(List.of());
		assertThat(CurrentLock.all()).isEmpty();
	}

}
