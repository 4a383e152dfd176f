package io.octostore.spring.election;

import io.octostore.NotLeaderException;

/**
 * Behavior of a leader-only method on an instance that does not lead.
 *
 * @since 0.1.0
 */
public enum WhenNotLeader {

	/**
	 * {@link #SKIP} for scheduled methods and for asynchronous ones without a result,
	 * {@link #THROW} for all others.
	 */
	DEFAULT,

	/**
	 * The method is not run; the call returns {@code null} or an empty
	 * {@link java.util.Optional}. Refused at startup for methods that return a primitive.
	 */
	SKIP,

	/** The call throws {@link NotLeaderException}. */
	THROW

}
