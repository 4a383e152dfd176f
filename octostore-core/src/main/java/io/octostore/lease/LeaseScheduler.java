package io.octostore.lease;

import java.time.Duration;

import io.octostore.internal.Safeguard;

/**
 * Runs tasks later, on one thread, in the order of their due times.
 * <p>
 * Thread safe. Starts its thread with the first task.
 *
 * @since 0.1.0
 */
public interface LeaseScheduler extends AutoCloseable {

	/**
	 * Run a task once after a delay. The task must not block; what it throws is logged.
	 * After {@link #close()} nothing is run.
	 * @param task the task
	 * @param delay the delay
	 * @return cancels the task if it has not started
	 */
	Cancellable schedule(Runnable task, Duration delay);

	/**
	 * Run nothing any more and end the thread.
	 */
	@Override
	void close();

	/**
	 * The scheduler of this process, with one daemon thread named
	 * {@code octostore-lease}.
	 * @return a new scheduler
	 */
	@Safeguard("timers-of-their-own")
	static LeaseScheduler system() {
		return new SystemLeaseScheduler();
	}

	/**
	 * A task that can be cancelled.
	 */
	@FunctionalInterface
	interface Cancellable {

		/**
		 * Cancel the task if it has not started.
		 */
		void cancel();

	}

}
