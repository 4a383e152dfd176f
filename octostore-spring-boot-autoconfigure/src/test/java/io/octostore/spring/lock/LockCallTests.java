package io.octostore.spring.lock;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.lock.LockOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The waits of a call that needs several locks.
 */
class LockCallTests {

	private static final LockOptions A_MINUTE = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));

	private static final long START = System.nanoTime() - Duration.ofSeconds(20).toNanos();

	@Test
	void theFirstLockIsWaitedForAsLongAsItsOptionsSay() {
		assertThat(LockCall.options(A_MINUTE, 0, START)).isSameAs(A_MINUTE);
	}

	@Test
	void theOthersAreWaitedForUntilThatTimeIsOverSinceTheBeginningOfTheCall() {
		assertThat(LockCall.options(A_MINUTE, 1, START).waitFor())
			.hasValueSatisfying((left) -> assertThat(left).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(40)));
	}

	@Test
	void theyAreAskedForOnceWhenItIsOver() {
		LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofSeconds(10));
		assertThat(LockCall.options(options, 1, START).waitFor()).contains(Duration.ZERO);
	}

	@Test
	void aCallThatDoesNotWaitWaitsForNoLock() {
		LockOptions options = LockOptions.defaults();
		assertThat(LockCall.options(options, 1, START)).isSameAs(options);
	}

}
