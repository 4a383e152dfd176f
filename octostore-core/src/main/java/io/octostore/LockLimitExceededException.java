package io.octostore;

/**
 * The user behind the token has as many active locks as the server allows (100), counted
 * over all its sessions.
 * <p>
 * The server checks this before it looks at the lock, so that it also hides that another
 * holder has it.
 *
 * @since 0.1.0
 */
public final class LockLimitExceededException extends OctoStoreServerException {

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 * @param refusal what the answer says
	 */
	public LockLimitExceededException(String message, ServerRefusal refusal) {
		super(message, refusal);
	}

}
