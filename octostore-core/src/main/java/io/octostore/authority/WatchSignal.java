package io.octostore.authority;

/**
 * Signal of a watch about a lock. A hint, and no more: only the answer to an acquire is
 * believed.
 *
 * @since 0.1.0
 */
public enum WatchSignal {

	/** A holder has the lock. */
	HELD,

	/** The lock was released or has expired. */
	FREE,

	/** The watch has ended or could not be opened; it says nothing any more. */
	ENDED

}
