package io.octostore.spring.lock;

import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;

/**
 * Knows which jobs are paused. A job is a method that nothing waits for: a scheduled one,
 * or one that a worker thread calls and that returns nothing. Thread safe.
 *
 * @since 0.1.0
 */
public interface PausedJobs {

	/**
	 * Jobs of which none is ever paused.
	 */
	PausedJobs NONE = new PausedJobs() {

		@Override
		public Mono<JobPause> find(String lockName) {
			return Mono.empty();
		}

		@Override
		public void leftOut(String lockName, JobPause pause) {
			// never called
		}

	};

	/**
	 * Find out whether a job is paused; asked before each run, ahead of its locks.
	 * @param lockName name of a lock of the job, without prefix and key
	 * @return the pause, empty if there is none; a failure fails the run
	 */
	Mono<JobPause> find(String lockName);

	/**
	 * A run was left out because of a pause.
	 * @param lockName name of the lock, without prefix and key
	 * @param pause the pause
	 */
	void leftOut(String lockName, JobPause pause);

	/**
	 * The check whether a job is paused has failed, and the run is left out or fails;
	 * does nothing by default.
	 * @param lockName name of the lock, without prefix and key
	 * @param failure why
	 */
	default void failed(String lockName, OctoStoreException failure) {
	}

}
