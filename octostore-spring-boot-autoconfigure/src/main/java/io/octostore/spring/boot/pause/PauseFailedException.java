package io.octostore.spring.boot.pause;

import java.util.function.Function;

import io.octostore.LockHeldException;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;

/**
 * A job could not be paused or resumed. Says so in words for those who know the job, and
 * not the lock that its pause is.
 */
final class PauseFailedException extends OctoStoreException {

	private static final long serialVersionUID = 1L;

	private PauseFailedException(String message, Throwable cause) {
		super(message, cause);
	}

	/**
	 * Say whether a failure says nothing of the job. A pause that belongs to another user
	 * and a user with too many locks are told by their types.
	 * @param failure the failure
	 * @return whether to explain it
	 */
	static boolean isUnexplained(Throwable failure) {
		return failure instanceof OctoStoreException && !(failure instanceof LockHeldException)
				&& !(failure instanceof LockLimitExceededException)
				&& !(failure instanceof OctoStoreValidationException) && !(failure instanceof UnknownJobException);
	}

	/**
	 * Explain failures.
	 * @param action what was tried
	 * @param lockName full name of a lock of the job
	 * @return makes the explanation
	 */
	static Function<Throwable, Throwable> of(String action, String lockName) {
		return (failure) -> new PauseFailedException(message(action, lockName, failure), failure);
	}

	/**
	 * Explain failures that keep their kind.
	 * @param action what was tried
	 * @param lockName full name of a lock of the job
	 * @return makes the explanation
	 */
	static Function<OctoStoreNetworkException, OctoStoreNetworkException> inWords(String action, String lockName) {
		return (failure) -> failure.withMessage(message(action, lockName, failure));
	}

	private static String message(String action, String lockName, Throwable failure) {
		String reason = String.valueOf(failure.getMessage()).replace(PauseNames.of(lockName), lockName);
		return "Could not " + action + " job '" + lockName + "': " + reason;
	}

}
