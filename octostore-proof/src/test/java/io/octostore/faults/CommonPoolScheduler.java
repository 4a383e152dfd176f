package io.octostore.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import io.octostore.lease.LeaseScheduler;

/**
 * Timers that share their threads with the application.
 */
final class CommonPoolScheduler implements LeaseScheduler {

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		CompletableFuture<?> future = CompletableFuture.runAsync(task,
				CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, ForkJoinPool.commonPool()));
		return () -> future.cancel(false);
	}

	@Override
	public void close() {
	}

}
