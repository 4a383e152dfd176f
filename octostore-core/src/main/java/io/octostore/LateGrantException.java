package io.octostore;

/**
 * The server granted a lock, but so little of the granted time was left when the answer
 * arrived, or its session was lost so soon, that the lock was given back instead of
 * handed out.
 *
 * @since 0.1.0
 */
public final class LateGrantException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param message what was granted too late
	 */
	public LateGrantException(String message) {
		super(message);
	}

}
