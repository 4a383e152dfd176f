package io.octostore;

import org.jspecify.annotations.Nullable;

/**
 * Root of all exceptions that OctoStore's client, lease engine and locks throw.
 * <p>
 * Unchecked. A message names what failed, which lock it was about and what can be done;
 * it never contains a bearer token, a lease id, a session id or a leader token.
 *
 * @since 0.1.0
 */
public abstract class OctoStoreException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 */
	protected OctoStoreException(String message) {
		super(message);
	}

	/**
	 * Create an exception with a cause.
	 * @param message what failed, without secrets
	 * @param cause why, or {@code null}
	 */
	protected OctoStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
