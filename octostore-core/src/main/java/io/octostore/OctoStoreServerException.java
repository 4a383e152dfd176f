package io.octostore;

import java.time.Duration;
import java.util.Optional;

/**
 * The request was refused.
 * <p>
 * Only a refusal with the server's own code proves what it says ({@link #isProof()}): an
 * answer without one may come from a gateway in between.
 *
 * @since 0.1.0
 */
public class OctoStoreServerException extends OctoStoreException {

	private final ServerRefusal refusal;

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 * @param refusal what the answer says
	 */
	public OctoStoreServerException(String message, ServerRefusal refusal) {
		super(message);
		this.refusal = refusal;
	}

	/**
	 * Return the refusal that the answer carries.
	 * @return the refusal
	 */
	public ServerRefusal refusal() {
		return this.refusal;
	}

	/**
	 * Return the HTTP status of the answer.
	 * @return a status of 400 or above
	 */
	public int statusCode() {
		return this.refusal.statusCode();
	}

	/**
	 * Return the error code, guessed from the rest of the answer where the server sent
	 * none.
	 * @return the code, {@link ErrorCode#UNKNOWN} if this client does not know it
	 */
	public ErrorCode code() {
		return this.refusal.code();
	}

	/**
	 * Return the code as the server wrote it.
	 * @return the code, empty if the server sent none
	 */
	public Optional<String> rawCode() {
		return this.refusal.rawCode();
	}

	/**
	 * Return the id under which the server logged the request.
	 * @return the id, empty on servers older than v0.14.0
	 */
	public Optional<String> requestId() {
		return this.refusal.requestId();
	}

	/**
	 * Return how long the server asks to wait before a repeat.
	 * @return the wait, empty if the server does not say
	 */
	public Optional<Duration> retryAfter() {
		return this.refusal.retryAfter();
	}

	/**
	 * Say whether the server itself has given the reason, so that {@link #code()} proves
	 * what it says.
	 * @return whether the code is the server's own, not a guess
	 */
	public boolean isProof() {
		return this.refusal.isProof();
	}

	/**
	 * Say whether the same request may succeed later without anything being done about
	 * it: after a status of 500 or above, and when the server has too many requests or no
	 * capacity left.
	 * @return whether the refusal may pass by itself
	 */
	public boolean isTransient() {
		return statusCode() >= 500 || code() == ErrorCode.RATE_LIMITED || code() == ErrorCode.CAPACITY_EXCEEDED;
	}

	/**
	 * Say whether the server may have carried out the request all the same, which cannot
	 * be excluded after a status of 500 or above, and after an answer that is not proven
	 * to be the server's own.
	 * @return whether the outcome is unknown
	 */
	public boolean mayHaveBeenApplied() {
		return statusCode() >= 500 || !isProof();
	}

}
