package io.octostore.election;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import io.octostore.internal.DaemonThreads;

/**
 * Runs what is not the election's own: listeners on one thread, and interrupts on another
 * one, so that no listener delays them. Threads exist only while there is work. Thread
 * safe.
 */
final class ElectionThreads implements AutoCloseable {

	private final Executor listeners;

	private final Executor interrupts;

	private final Runnable end;

	ElectionThreads(Executor listeners, Executor interrupts, Runnable end) {
		this.listeners = listeners;
		this.interrupts = interrupts;
		this.end = end;
	}

	static ElectionThreads of(String election) {
		ExecutorService listeners = DaemonThreads.executor(1, "octostore-election-" + election);
		ExecutorService interrupts = DaemonThreads.executor(1, "octostore-interrupt-" + election);
		return new ElectionThreads(listeners, interrupts, () -> {
			listeners.shutdown();
			interrupts.shutdown();
		});
	}

	Executor listeners() {
		return (task) -> run(this.listeners, task);
	}

	Executor interrupts() {
		return (task) -> run(this.interrupts, task);
	}

	/**
	 * After the close the calling thread runs the little that may still come.
	 */
	private static void run(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	/**
	 * Run what has been handed over and end the threads.
	 */
	@Override
	public void close() {
		this.end.run();
	}

}
