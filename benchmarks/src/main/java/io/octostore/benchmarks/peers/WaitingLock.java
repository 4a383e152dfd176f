package io.octostore.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;

/**
 * The locks of one instance of an application, as far as measurements need them. Used by
 * many threads at once.
 */
public interface WaitingLock extends AutoCloseable {

	/**
	 * Waits for a lock, runs something, and releases the lock.
	 * @param name name of the lock
	 * @param waitFor how long to wait for it
	 * @param body what to run
	 * @return whether the lock was acquired
	 * @throws Exception if the lock cannot be acquired or released for another reason
	 */
	boolean run(String name, Duration waitFor, Body body) throws Exception;

	@Override
	void close() throws IOException;

	/**
	 * What runs while the lock is held.
	 */
	@FunctionalInterface
	interface Body {

		/**
		 * Runs.
		 * @throws Exception if it fails
		 */
		void run() throws Exception;

	}

}
