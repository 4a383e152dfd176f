package io.octostore.lending;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

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
	void aCallerThatHasGoneTakesNoLease() {
		SimulatedTime time = new SimulatedTime();
		Lease lease = new VirtualLocks(new ScriptedAuthority().healthy(), time, time, new Random(1))
			.acquire("job", TERMS, Duration.ZERO)
			.grant()
			.join();
		Waiter waiter = waiter(Duration.ofSeconds(30));
		waiter.grant().completeExceptionally(new InterruptedException());
		assertThat(waiter.grant(lease)).isFalse();
		assertThat(waiter.handOver(lease)).isFalse();
		assertThat(waiter(Duration.ofSeconds(30)).grant(lease)).isTrue();
	}

	@Test
	void aRequestIsPutOffByHalfOfTheTimeThatIsLeft() {
		Waiter waiter = waiter(Duration.ofSeconds(10));
		assertThat(waiter.patience(after(4))).isEqualTo(Duration.ofSeconds(3).toNanos());
		assertThat(waiter.patience(after(11))).isZero();
	}

}
