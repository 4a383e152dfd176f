package io.octostore.benchmarks.pairs;

/**
 * Acquires a lock that no other caller has, and releases it: what is measured. Used by
 * many threads at once, each with a lock of its own.
 */
interface LockPair extends AutoCloseable {

	/**
	 * Acquires and releases.
	 * @param name name of the lock
	 * @throws Exception if the lock was not acquired and released
	 */
	void run(String name) throws Exception;

	@Override
	void close();

}
