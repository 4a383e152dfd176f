package io.octostore.lending;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.lease.LeaseTerms;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the requests for one caller may take, and be put off.
 */
class WaiterTests {

	private static final LeaseTerms TERMS = LeaseTerms.withoutSession(Duration.ofMinutes(1));

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Duration START = Duration.ofDays(3);

	private static Waiter waiter(Duration waitFor) {
		return new Waiter(TERMS, waitFor, START.toNanos(), false);
	}

	private static long after(long seconds) {
		return START.plusSeconds(seconds).toNanos();
	}

	@Test
	void aCallerThatDoesNotWaitHasTheTimeOfOneCall() {
		Waiter waiter = waiter(Duration.ZERO);
		assertThat(waiter.timeLeft(LIMIT, after(2))).isEqualTo(Duration.ofSeconds(3));
		assertThat(waiter.timeLeft(LIMIT, after(6))).isZero();
	}

	@Test
	void aCallerThatWaitsHasItForEachRequest() {
		assertThat(waiter(Duration.ofSeconds(30)).timeLeft(LIMIT, after(6))).isEqualTo(LIMIT);
	}

	@Test
	void aRequestIsPutOffByHalfOfTheTimeThatIsLeft() {
		Waiter waiter = waiter(Duration.ofSeconds(10));
		assertThat(waiter.patience(after(4))).isEqualTo(Duration.ofSeconds(3).toNanos());
		assertThat(waiter.patience(after(11))).isZero();
	}

}
