package io.octostore;

import org.jspecify.annotations.Nullable;

/**
 * No usable answer came back: the server could not be reached, the connection broke, or
 * time ran out.
 * <p>
 * Unless {@link #isNotSent()} says otherwise, it is unknown whether the server carried
 * out the request.
 *
 * @since 0.1.0
 */
public final class OctoStoreNetworkException extends OctoStoreException {

	private final boolean notSent;

	private final boolean timeout;

	private OctoStoreNetworkException(String message, @Nullable Throwable cause, boolean notSent, boolean timeout) {
		super(message, cause);
		this.notSent = notSent;
		this.timeout = timeout;
	}

	/**
	 * Create an exception for a request that certainly never reached the server.
	 * @param message what failed, without secrets
	 * @param cause why, or {@code null}
	 * @return the exception
	 */
	public static OctoStoreNetworkException notSent(String message, @Nullable Throwable cause) {
		return new OctoStoreNetworkException(message, cause, true, false);
	}

	/**
	 * Create an exception for a request whose answer was lost.
	 * @param message what failed, without secrets
	 * @param cause why, or {@code null}
	 * @return the exception
	 */
	public static OctoStoreNetworkException unanswered(String message, @Nullable Throwable cause) {
		return new OctoStoreNetworkException(message, cause, false, false);
	}

	/**
	 * Return the same failure, marked as a timeout.
	 * @return the exception
	 */
	public OctoStoreNetworkException asTimeout() {
		return withMessage(String.valueOf(getMessage()), true);
	}

	/**
	 * Return the same failure in other words.
	 * @param message what failed, without secrets
	 * @return the exception
	 */
	public OctoStoreNetworkException withMessage(String message) {
		return withMessage(message, this.timeout);
	}

	private OctoStoreNetworkException withMessage(String message, boolean timedOut) {
		return new OctoStoreNetworkException(message, getCause(), this.notSent, timedOut);
	}

	/**
	 * Say whether the request certainly never reached the server: the name could not be
	 * resolved, the connection or the TLS handshake failed, or time ran out before a
	 * connection was there.
	 * @return {@code true} if certainly nothing was sent; {@code false} if the server may
	 * have carried out the request
	 */
	public boolean isNotSent() {
		return this.notSent;
	}

	/**
	 * Say whether a time limit was reached; false if a connection failed.
	 * @return whether the time limit ended the exchange
	 */
	public boolean isTimeout() {
		return this.timeout;
	}

	/**
	 * Say whether the server may have carried out the request all the same.
	 * @return the opposite of {@link #isNotSent()}
	 */
	public boolean mayHaveBeenApplied() {
		return !this.notSent;
	}

}
