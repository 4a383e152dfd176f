package io.octostore.lock;

import java.util.function.Consumer;

import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * Opens streams of hints about a lock that somebody else has. A hint is never believed:
 * only the answer to an acquire is.
 */
interface LockWatches {

	/**
	 * Watch a lock.
	 * @param name full name of the lock
	 * @param signals takes signals on any thread, {@link Signal#ENDED} at most once and
	 * last
	 * @return ends the watch; no signal need follow
	 */
	Cancellable watch(String name, Consumer<Signal> signals);

	/**
	 * What a stream says.
	 */
	enum Signal {

		/** Somebody has the lock. */
		HELD,

		/** The lock was released or has expired. */
		FREE,

		/** The stream has ended or could not be opened; it says nothing any more. */
		ENDED

	}

}
