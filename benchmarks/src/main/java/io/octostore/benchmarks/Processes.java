package io.octostore.benchmarks;

import java.util.concurrent.TimeUnit;

/**
 * The end of processes: none outlives the one that started it.
 */
final class Processes {

	private static final int GRACE_SECONDS = 10;

	private Processes() {
	}

	/**
	 * Ends this process when its parent has ended.
	 */
	static void endWithParent() {
		ProcessHandle.current().parent().ifPresent((parent) -> {
			Thread watcher = new Thread(() -> exitAfter(parent), "parent-watcher");
			watcher.setDaemon(true);
			watcher.start();
		});
	}

	private static void exitAfter(ProcessHandle parent) {
		parent.onExit().join();
		System.exit(1);
	}

	/**
	 * Waits for a process that was asked to end, and kills it if it does not.
	 */
	static void end(Process process) {
		try {
			if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
