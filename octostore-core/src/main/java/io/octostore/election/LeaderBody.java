package io.octostore.election;

import org.jspecify.annotations.Nullable;

/**
 * Code that runs while this instance leads and throws checked exceptions, see
 * {@link LeaderElection#executeChecked}.
 *
 * @param <T> what it returns
 * @param <E> what it throws
 * @since 0.1.0
 */
@FunctionalInterface
public interface LeaderBody<T extends @Nullable Object, E extends Throwable> {

	/**
	 * Run as the leader.
	 * @param leadership the term, with its fencing token
	 * @return the result
	 * @throws E what the code throws; passed on unchanged unless the leadership was lost
	 */
	T run(Leadership leadership) throws E;

}
