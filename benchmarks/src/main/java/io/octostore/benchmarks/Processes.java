package io.octostore.benchmarks;

import java.util.concurrent.TimeUnit;

/**
 * The end of processes that were started here.
 */
final class Processes {

	private static final int GRACE_SECONDS = 10;

	private Processes() {
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
