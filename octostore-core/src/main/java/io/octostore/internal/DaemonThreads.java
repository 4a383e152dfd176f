package io.octostore.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes threads for what is not the library's own: listeners and interrupts. They exist
 * only while there is work.
 */
public final class DaemonThreads {

	/** How long a thread stays without work, so that a burst of tasks makes few. */
	private static final long IDLE_SECONDS = 5;

	private DaemonThreads() {
	}

	/**
	 * Return an executor whose threads end when there is nothing to run.
	 * @param threads how many tasks run at the same time at most
	 * @param name name of each thread
	 * @return the executor, to be shut down
	 */
	public static ExecutorService executor(int threads, String name) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, name);
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
