package io.octostore.spring.lock;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import io.octostore.lock.DistributedLock;

/**
 * Publishers of annotated methods that run under their locks now. The thread that
 * subscribes knows the locks, as long as that takes. What runs on other threads is not
 * known to run under a lock, unless contexts are propagated: so a transaction there is
 * committed even if the lock was lost. Thread safe.
 */
final class PublisherBodies {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/** How many subscriptions run, by the method's description. */
	private static final Map<String, Integer> RUNNING = new ConcurrentHashMap<>();

	private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

	private PublisherBodies() {
	}

	/**
	 * Count a body while it is subscribed to.
	 */
	static <T> Flux<T> count(LockMethod method, Flux<T> body) {
		return Flux.using(() -> enter(method), (entered) -> body, PublisherBodies::leave);
	}

	private static String enter(LockMethod method) {
		String description = method.description();
		RUNNING.merge(description, 1, Integer::sum);
		return description;
	}

	private static void leave(String description) {
		RUNNING.computeIfPresent(description, (key, count) -> (count > 1) ? count - 1 : null);
	}

	/**
	 * A transaction on a thread that knows no lock is about to be committed: warn once
	 * for each method that it may belong to.
	 * @param propagated whether threads know the locks of their pipelines, so that this
	 * one runs no part of a locked one
	 */
	static void committing(BooleanSupplier propagated) {
		if (RUNNING.isEmpty() || !isWorker(Thread.currentThread().getName())
				|| TransactionSynchronizationManager.isCurrentTransactionReadOnly() || propagated.getAsBoolean()) {
			return;
		}
		for (String description : RUNNING.keySet()) {
			if (WARNED.add(description)) {
				logger.warn("A transaction is committed on thread {}, which knows no lock, while the publisher of {} "
						+ "runs under its lock. If it belongs to that, it is committed even if the lock was lost: call "
						+ "LockCommitGuard.commitOnlyWhileHeld in it, or set spring.reactor.context-propagation=auto "
						+ "with io.micrometer:context-propagation on the class path", Thread.currentThread().getName(),
						description);
			}
		}
	}

	/**
	 * Threads that run parts of publishers and of coroutines.
	 */
	private static boolean isWorker(String thread) {
		return Schedulers.isInNonBlockingThread() || thread.startsWith("boundedElastic-")
				|| thread.startsWith("loomBoundedElastic-") || thread.startsWith("DefaultDispatcher-worker-");
	}

}
