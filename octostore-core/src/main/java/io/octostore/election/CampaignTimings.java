package io.octostore.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.lease.LeaseTimings;

/**
 * When a candidate campaigns again.
 */
final class CampaignTimings {

	/** How soon a watch that has ended is replaced. */
	static final long WATCH_AGAIN = Duration.ofSeconds(15).toNanos();

	private static final Duration MIN_POLL = Duration.ofSeconds(1);

	/**
	 * The server counts campaigns, 600 a minute for each client address; fifty candidates
	 * behind one address fit into that.
	 */
	private static final Duration MAX_POLL = Duration.ofSeconds(5);

	/** Under a watch, in case that it shows nothing. */
	private static final Duration MAX_RECONCILE = Duration.ofSeconds(15);

	private static final long WAKE_UP = Duration.ofMillis(250).toNanos();

	private static final Duration RETRY_FIRST = Duration.ofMillis(500);

	private static final Duration RETRY_CAP = Duration.ofSeconds(5);

	private CampaignTimings() {
	}

	/**
	 * Pause while a candidate leads: until the leader's term is over without renewal, at
	 * least 1 s, at most 5 s or, with a watch, 15 s; up to 10 % longer so that candidates
	 * do not come together.
	 */
	static long poll(@Nullable Duration advice, boolean watched, RandomGenerator random) {
		Duration cap = watched ? MAX_RECONCILE : MAX_POLL;
		Duration wanted = (advice != null && advice.compareTo(cap) < 0) ? advice : cap;
		long nanos = Math.max(MIN_POLL.toNanos(), wanted.toNanos());
		return nanos + (long) (nanos * 0.1 * random.nextDouble());
	}

	/**
	 * Pause after the watch has shown a vacant room: up to 250 ms, so that many
	 * candidates do not come together.
	 */
	static long wakeUp(RandomGenerator random) {
		return (long) (WAKE_UP * random.nextDouble());
	}

	/**
	 * Pause after a failure: 0.5 s, doubling to 5 s, +-20 %, or what the server advises
	 * if that is more, up to a minute.
	 */
	static long retry(int failures, @Nullable Duration advice, RandomGenerator random) {
		long pause = LeaseTimings.backOff(RETRY_FIRST, RETRY_CAP, failures, random).toNanos();
		long advised = (advice != null) ? Math.min(advice.toSeconds(), 60) * 1_000_000_000 : 0;
		return Math.max(pause, advised);
	}

}
