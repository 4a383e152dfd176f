package io.octostore;

/**
 * The server does not have an endpoint, or does not give a guarantee, that the call
 * needs: it is too old, or something other than an OctoStore server answers at the base
 * URL.
 * <p>
 * Nothing is left behind by the call as far as this client could see to it.
 *
 * @since 0.1.0
 */
public final class UnsupportedServerException extends OctoStoreException {

	private final String requiredRelease;

	/**
	 * Create an exception.
	 * @param message what is missing
	 * @param requiredRelease oldest server release that has it, such as {@code v0.14.0}
	 */
	public UnsupportedServerException(String message, String requiredRelease) {
		super(message);
		this.requiredRelease = requiredRelease;
	}

	/**
	 * Return the oldest server release that supports the call.
	 * @return a release such as {@code v0.14.0}
	 */
	public String requiredRelease() {
		return this.requiredRelease;
	}

}
