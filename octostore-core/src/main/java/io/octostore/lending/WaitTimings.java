package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;
import io.octostore.lease.LeaseTimings;

/**
 * How long to pause between attempts to acquire a lock when nothing else says when to
 * ask.
 */
final class WaitTimings {

	private static final long MIN_CAP = Duration.ofMillis(250).toNanos();

	private static final long MAX_CAP = Duration.ofSeconds(5).toNanos();

	private static final long FLOOR = Duration.ofMillis(100).toNanos();

	/** While a watch is open the server is asked at least so often all the same. */
	static final long RECONCILE = Duration.ofSeconds(15).toNanos();

	private static final Duration RETRY_FIRST = Duration.ofMillis(250);

	private static final Duration RETRY_CAP = Duration.ofSeconds(2);

	private static final Duration LIMIT_FIRST = Duration.ofSeconds(1);

	private static final Duration LIMIT_CAP = Duration.ofSeconds(5);

	private WaitTimings() {
	}

	/**
	 * Pause after the answer that another holder has the lock. The server's advice is the
	 * holder's remaining TTL; the holder may release long before, so that the advice only
	 * ever shortens the pause.
	 */
	@Safeguard("pause-between-polls")
	static long poll(long age, @Nullable Duration advice, RandomGenerator random) {
		long pause = Math.max(MIN_CAP, Math.min(MAX_CAP, age / 4));
		if (advice != null) {
			pause = Math.min(pause, Math.max(0, advice.toNanos()));
		}
		pause += (long) (pause * 0.1 * random.nextDouble()) + (long) (FLOOR * random.nextDouble());
		return Math.max(FLOOR, pause);
	}

	/**
	 * Pause after the answer that another holder has the lock, while a watch is open: the
	 * watch wakes up earlier. Expiry is not announced in time, so that the advice, which
	 * is the holder's remaining TTL, ends the pause too.
	 */
	@Safeguard("ask-although-a-watch-is-open")
	static long reconcile(@Nullable Duration advice, RandomGenerator random) {
		long pause = (advice != null) ? Math.min(RECONCILE, Math.max(0, advice.toNanos())) : RECONCILE;
		return Math.max(FLOOR, pause + (long) (FLOOR * random.nextDouble()));
	}

	/**
	 * Pause after a temporary failure: 250 ms, doubling to 2 s, +-20 %.
	 */
	static long retry(int failures, RandomGenerator random) {
		return LeaseTimings.backOff(RETRY_FIRST, RETRY_CAP, failures, random).toNanos();
	}

	/**
	 * Pause while the principal holds as many locks as it may: 1 s, doubling to 5 s, +-20
	 * %.
	 */
	@Safeguard("pause-at-the-limit")
	static long limit(int failures, RandomGenerator random) {
		return LeaseTimings.backOff(LIMIT_FIRST, LIMIT_CAP, failures, random).toNanos();
	}

}
