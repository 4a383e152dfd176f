package io.octostore.lease;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.internal.Safeguard;

/**
 * {@link LeaseScheduler} on one daemon thread.
 */
final class SystemLeaseScheduler implements LeaseScheduler {

	private static final Logger logger = LoggerFactory.getLogger(SystemLeaseScheduler.class);

	private static final Cancellable NOTHING = () -> {
	};

	private final ScheduledThreadPoolExecutor executor;

	SystemLeaseScheduler() {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "octostore-lease");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setRemoveOnCancelPolicy(true);
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		try {
			Future<?> future = this.executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return NOTHING;
		}
	}

	@Override
	@Safeguard("end-the-timer-thread")
	public void close() {
		this.executor.shutdownNow();
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// The executor would keep it in a future that is never read
			logger.error("A task of the lease engine failed", ex);
		}
	}

}
