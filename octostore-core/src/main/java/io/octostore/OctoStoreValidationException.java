package io.octostore;

/**
 * An argument or a setting breaks a rule; thrown before any request is sent.
 * <p>
 * The message names the argument or property, the rule and, unless it is a secret, the
 * value.
 *
 * @since 0.1.0
 */
public class OctoStoreValidationException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param message argument, value and rule
	 */
	public OctoStoreValidationException(String message) {
		super(message);
	}

}
