package io.octostore.lending;

import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.lease.Lease;

/**
 * What mutants of the queues do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static CompletableFuture<Set<String>> nothingInUse(LockQueues queues) {
		return CompletableFuture.completedFuture(Set.of());
	}

	static boolean addFirst(Deque<Object> waiters, Object waiter) {
		waiters.addFirst(waiter);
		return true;
	}

	static boolean withoutLimit(CompletableFuture<?> future, Duration limit) {
		future.join();
		return true;
	}

	static long adviceOnly(long age, @Nullable Duration advice, RandomGenerator random) {
		return (advice != null) ? Math.max(1_000_000, advice.toNanos()) : 1_000_000;
	}

	static long adviceOnly(@Nullable Duration advice, RandomGenerator random) {
		return adviceOnly(0, advice, random);
	}

	static long anHour(int failures, RandomGenerator random) {
		return Duration.ofHours(1).toNanos();
	}

	static long anHour(@Nullable Duration advice, RandomGenerator random) {
		return Duration.ofHours(1).toNanos();
	}

	static boolean always(HandOver handOver, Lease lease, Waiter next, long now) {
		return next.allowsHandOver();
	}

}
