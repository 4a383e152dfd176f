package io.octostore.spring.lock;

/**
 * Reaction to scheduled methods that run without a lock.
 *
 * @since 0.1.0
 */
public enum RequireLock {

	/** Nothing. */
	IGNORE,

	/** Name them in a warning at startup. */
	WARN,

	/** Fail the start. */
	FAIL

}
