package io.octostore.benchmarks.handoff;

import java.io.IOException;

/**
 * A lock that two JVMs want: what is measured.
 */
interface WaitingLock extends AutoCloseable {

	/**
	 * Waits for the lock, runs something, and releases the lock.
	 * @param body what to run
	 * @throws Exception if the lock cannot be acquired or released
	 */
	void run(Body body) throws Exception;

	@Override
	void close() throws IOException;

	/**
	 * What runs while the lock is held.
	 */
	@FunctionalInterface
	interface Body {

		void run() throws Exception;

	}

}
