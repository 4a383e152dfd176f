package io.octostore.lending;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.internal.DaemonThreads;
import io.octostore.internal.Safeguard;

/**
 * Runs what is not the engine's: listeners on threads of their own, so that a slow one
 * delays no renewal, and interrupts on another one, so that no listener delays them.
 * Threads exist only while there is work. Thread safe.
 */
public final class Callbacks {

	private static final Logger logger = LoggerFactory.getLogger(Callbacks.class);

	private final ExecutorService listenerThreads = DaemonThreads.executor(4, "octostore-callback");

	private final ExecutorService interruptThread = DaemonThreads.executor(1, "octostore-interrupt");

	/**
	 * Call a listener on another thread.
	 */
	public void callLater(Runnable callback) {
		run(this.listenerThreads, () -> guarded(callback));
	}

	void interruptLater(Runnable interrupt) {
		run(this.interruptThread, interrupt);
	}

	@Safeguard("callbacks-on-threads-of-their-own")
	private void run(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A callback came after the locks were closed");
		}
	}

	/**
	 * Call a listener on this thread. What it throws is logged.
	 */
	public static void guarded(Runnable callback) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.warn("A lock listener failed", ex);
		}
	}

	/**
	 * Run what has been handed over and end the threads.
	 */
	void close() {
		this.listenerThreads.shutdown();
		this.interruptThread.shutdown();
	}

}
