package io.octostore.lending;

import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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

	static boolean always(HandOver handOver, Lease lease, Waiter next, long now) {
		return next.allowsHandOver();
	}

}
