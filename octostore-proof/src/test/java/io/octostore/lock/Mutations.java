package io.octostore.lock;

import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import io.octostore.LossReason;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.AcquireRequest;
import io.octostore.lease.Lease;
import io.octostore.lease.Loss;
import io.octostore.testsupport.Fields;

/**
 * What mutants of the locks do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static Object newQueue(Map<Object, Object> queues, Object name, Function<Object, Object> creation) {
		Object queue = creation.apply(name);
		queues.put(name, queue);
		return queue;
	}

	static CompletableFuture<Set<String>> nothingInUse(LockQueues queues) {
		return CompletableFuture.completedFuture(Set.of());
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

	static boolean addFirst(Deque<Object> waiters, Object waiter) {
		waiters.addFirst(waiter);
		return true;
	}

	static void runHere(Callbacks callbacks, Executor executor, Runnable task) {
		task.run();
	}

	static void leaveFlag(BodyGate gate) {
		Fields.set(gate, "open", false);
	}

	static void interruptAlways(BodyGate gate) {
		((Thread) Fields.get(gate, "thread")).interrupt();
	}

	static void giveBackAtLoss(BorrowedLock lock, Loss how) {
		((DefaultOctoStoreLocks) Fields.get(lock, "locks")).giveBack(lock, (ignored) -> {
		});
	}

	static Flux<Object> untilItEnds(Flux<Object> body, Publisher<Object> other) {
		return body;
	}

	static void emitAlways(BorrowedLock lock, Object value, SynchronousSink<Object> sink) {
		sink.next(value);
	}

	static AcquireRequest withoutSession(AcquireRequest request, UUID session) {
		return request;
	}

	static boolean always(OctoStoreServerException failure) {
		return true;
	}

	static boolean always(HandOver handOver, Lease lease, Waiter next, long now) {
		return next.allowsHandOver();
	}

	static @Nullable LossReason goneIfRefused(OctoStoreException failure) {
		return (failure instanceof OctoStoreAuthenticationException) ? LossReason.SESSION_NOT_FOUND : null;
	}

	static boolean withoutLimit(CompletableFuture<?> future, Duration limit) {
		future.join();
		return true;
	}

	static String withLeaseId(BorrowedLock lock) {
		return "HeldLock[" + Fields.get(lock.lease(), "id") + "]";
	}

}
