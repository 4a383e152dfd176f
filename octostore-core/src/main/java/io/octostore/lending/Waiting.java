package io.octostore.lending;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import reactor.core.scheduler.Schedulers;

import io.octostore.internal.Safeguard;

/**
 * Waits for futures that the engine completes.
 */
public final class Waiting {

	private Waiting() {
	}

	/**
	 * Whether the current thread is one that brings answers and must not wait for them.
	 */
	public static boolean isForbidden() {
		return Schedulers.isInNonBlockingThread();
	}

	/**
	 * Wait without throwing. An interrupt does not end the wait and is preserved. Does
	 * not wait where that is forbidden.
	 * @return whether the future has completed, normally or with a failure
	 */
	@Safeguard("waiting-ends-in-time")
	public static boolean quietly(CompletableFuture<?> future, Duration limit) {
		if (isForbidden()) {
			return future.isDone();
		}
		boolean interrupted = false;
		long end = System.nanoTime() + limit.toNanos();
		try {
			while (true) {
				try {
					future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
					return true;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (ExecutionException ex) {
					return true;
				}
				catch (TimeoutException ex) {
					return false;
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
