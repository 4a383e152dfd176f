package io.octostore.client;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;
import io.octostore.client.http.Wire;
import io.octostore.client.http.WireAnswer;

/**
 * One call of the API over all its attempts.
 *
 * @param <T> type of the result
 */
final class Call<T> {

	private final Operation<T> operation;

	private final long deadline;

	private final RetrySettings retry;

	private int attempts;

	private @Nullable WireAnswer lastAnswer;

	private boolean outcomeUnknown;

	private boolean repeatedForNewToken;

	/**
	 * Create a call.
	 * @param operation what to do
	 * @param deadline end of the last attempt, as the wire counts deadlines
	 * @param retry how failures are made up for
	 */
	Call(Operation<T> operation, long deadline, RetrySettings retry) {
		this.operation = operation;
		this.deadline = deadline;
		this.retry = retry;
	}

	/**
	 * Return another call within the same limits.
	 * @param <U> type of the result
	 * @param other what to do
	 * @return the call
	 */
	<U> Call<U> with(Operation<U> other) {
		return new Call<>(other, this.deadline, this.retry);
	}

	Operation<T> operation() {
		return this.operation;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Say how to use connections. A renewal or keepalive that is not repeated here is one
	 * that the engine repeats, which counts what was not answered and has its own limits.
	 * @param fresh whether to use a connection of its own
	 * @return the manner
	 */
	Wire.Manner manner(boolean fresh) {
		boolean repeatedAbove = this.operation.endpoint().isConfirmation() && this.retry.maxAttempts() == 1;
		return new Wire.Manner(fresh, this.retry.recovery(), !repeatedAbove);
	}

	/**
	 * Return the attempts that the caller's settings count; those that the client makes
	 * up for dead connections and replaced tokens are not among them.
	 * @return attempts that have begun
	 */
	int attempts() {
		return this.attempts;
	}

	void beginAttempt() {
		this.attempts++;
	}

	/**
	 * Take note that the server may have carried out the call.
	 */
	void noteUnknownOutcome() {
		this.outcomeUnknown = true;
	}

	/**
	 * Take note of an answer, before it is understood.
	 * @param answer the answer
	 */
	void noteAnswer(WireAnswer answer) {
		this.lastAnswer = answer;
	}

	/**
	 * Return the last answer.
	 * @return the answer, {@code null} if there was none
	 */
	@Nullable WireAnswer lastAnswer() {
		return this.lastAnswer;
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
	 * Say, once per call, that it may be repeated at once with another token.
	 * @return whether a repeat is due
	 */
	boolean beginRepeatForNewToken() {
		boolean due = this.retry.recovery() && !this.repeatedForNewToken;
		this.repeatedForNewToken = true;
		return due;
	}

}
