package io.octostore.client;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;

/**
 * One call of the API over all its attempts.
 *
 * @param <T> type of the result
 */
final class Call<T> {

	private final Operation<T> operation;

	private final long deadline;

	private int attempts;

	private boolean outcomeUnknown;

	private boolean repeatedForStaleConnection;

	private boolean repeatedForNewToken;

	/**
	 * Create a call.
	 * @param operation what to do
	 * @param deadline end of the last attempt, as the timer counts
	 */
	Call(Operation<T> operation, long deadline) {
		this.operation = operation;
		this.deadline = deadline;
	}

	Operation<T> operation() {
		return this.operation;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Return the attempts that the caller's settings count; those that the client makes
	 * up for stale connections and rotated tokens are not among them.
	 * @return attempts that have begun
	 */
	int attempts() {
		return this.attempts;
	}

	void beginAttempt() {
		this.attempts++;
	}

	/**
	 * Take note of a failure.
	 * @param failure the failure of an attempt
	 * @return the result if the failure proves that an earlier attempt has succeeded, or
	 * {@code null}
	 */
	@Nullable T settle(OctoStoreException failure) {
		T result = this.outcomeUnknown ? this.operation.resultIfGone(failure) : null;
		if (result == null && RepeatRules.mayHaveBeenApplied(failure)) {
			this.outcomeUnknown = true;
		}
		return result;
	}

	/**
	 * Say, once per call, that it may be repeated at once because a kept connection has
	 * turned out to be closed.
	 * @return whether a repeat is due
	 */
	boolean beginRepeatForStaleConnection() {
		boolean due = !this.repeatedForStaleConnection && this.operation.isRepeatable();
		this.repeatedForStaleConnection = true;
		return due;
	}

	/**
	 * Say, once per call, that it may be repeated at once with another token.
	 * @return whether a repeat is due
	 */
	boolean beginRepeatForNewToken() {
		boolean due = !this.repeatedForNewToken;
		this.repeatedForNewToken = true;
		return due;
	}

}
