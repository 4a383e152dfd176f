package io.octostore.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

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

	/**
	 * Runs something under a lock of Java.
	 * @param lock the lock
	 * @param waitFor how long to wait for it
	 * @param body what to run
	 * @return whether the lock was acquired
	 * @throws Exception if the lock cannot be acquired or released for another reason
	 */
	static boolean runUnder(Lock lock, Duration waitFor, Body body) throws Exception {
		if (!lock.tryLock(waitFor.toMillis(), TimeUnit.MILLISECONDS)) {
			return false;
		}
		try {
			body.run();
			return true;
		}
		finally {
			lock.unlock();
		}
	}

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
