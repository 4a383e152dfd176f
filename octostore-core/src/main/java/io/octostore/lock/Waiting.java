package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for futures that the engine completes.
 */
final class Waiting {

	private Waiting() {
	}

	/**
	 * Whether the current thread is one that brings answers and must not wait for them.
	 */
	static boolean isForbidden() {
		return Schedulers.isInNonBlockingThread();
	}

	/**
	 * Wait without throwing. An interrupt does not end the wait and is preserved. Does
	 * not wait where that is forbidden.
	 * @return the result, or {@code null} if there is none in time
	 */
	static <T> @Nullable T quietly(CompletableFuture<T> future, Duration limit) {
		if (isForbidden()) {
			return null;
		}
		boolean interrupted = false;
		long end = System.nanoTime() + limit.toNanos();
		try {
			while (true) {
				try {
					return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (ExecutionException | TimeoutException ex) {
					return null;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
