package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;
import io.octostore.lease.LeaseTimings;

/**
 * How long to pause between attempts to acquire a lock that another holder has.
 */
final class WaitTimings {

	/** A local release is followed at once by the next local caller for so long. */
	static final long FOREIGN_MEMORY = Duration.ofMinutes(1).toNanos();

	/** After so many grants in a row others get a chance. */
	static final int MAX_LOCAL_WINS = 8;

	private static final long MIN_CAP = Duration.ofMillis(250).toNanos();

	private static final long MAX_CAP = Duration.ofSeconds(5).toNanos();

	private static final long FLOOR = Duration.ofMillis(100).toNanos();

	/** While a watch is open the server is asked at least so often all the same. */
	static final long RECONCILE = Duration.ofSeconds(15).toNanos();

	private static final long WAKE_JITTER = Duration.ofMillis(250).toNanos();

	private static final long YIELD = Duration.ofMillis(20).toNanos();

	private static final long STAND_DOWN = Duration.ofSeconds(2).toNanos();

	private static final Duration RETRY_FIRST = Duration.ofMillis(250);

	private static final Duration RETRY_CAP = Duration.ofSeconds(2);

	private static final Duration LIMIT_FIRST = Duration.ofSeconds(1);

	private static final Duration LIMIT_CAP = Duration.ofSeconds(5);

	private WaitTimings() {
	}

	/**
	 * Pause after the answer that the lock is held. The server's advice is the holder's
	 * remaining TTL; the holder may release long before, so that the advice only ever
	 * shortens the pause.
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
	 * Pause after the answer that the lock is held, while a watch is open: the watch
	 * wakes up earlier. Expiry is not announced in time, so that the advice, which is the
	 * holder's remaining TTL, ends the pause too.
	 */
	@Safeguard("ask-although-a-watch-is-open")
	static long reconcile(@Nullable Duration advice, RandomGenerator random) {
		long pause = (advice != null) ? Math.min(RECONCILE, Math.max(0, advice.toNanos())) : RECONCILE;
		return Math.max(FLOOR, pause + (long) (FLOOR * random.nextDouble()));
	}

	/**
	 * Pause between the hint that a lock is free and the attempt to get it: none for the
	 * first time, so that a lock with one waiter changes hands at once; then, because
	 * others want it too, a random part of 250 ms, doubling with each lost race to 2 s.
	 */
	@Safeguard("pause-after-lost-races")
	static long wakeUp(int lostRaces, RandomGenerator random) {
		if (lostRaces == 0) {
			return 0;
		}
		long jitter = Math.min(STAND_DOWN, WAKE_JITTER << Math.min(lostRaces - 1, 10));
		return (long) (jitter * random.nextDouble());
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

	/**
	 * Pause before the next local caller asks. Where another instance was seen to have
	 * the lock lately, a random part of 250 ms, so that it has an even chance; after
	 * eight grants in a row longer than the longest pause of the others. Where none was
	 * seen, none may be there, or one that never gets a chance: after eight grants in a
	 * row a short pause lets it in, because it is woken up when the lock is released.
	 */
	@Safeguard("let-others-have-a-turn")
	static long handOver(int localWins, boolean contested, RandomGenerator random) {
		boolean many = localWins >= MAX_LOCAL_WINS;
		if (!contested) {
			return many ? YIELD + (long) (YIELD * random.nextDouble()) : 0;
		}
		long jitter = (long) (WAKE_JITTER * random.nextDouble());
		return many ? STAND_DOWN + jitter : jitter;
	}

}
