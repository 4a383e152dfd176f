package io.octostore;

/**
 * The server does not accept the token (status 401), or the token's user may not do what
 * was asked (status 403, {@link ErrorCode#FORBIDDEN}).
 *
 * @since 0.1.0
 */
public final class OctoStoreAuthenticationException extends OctoStoreServerException {

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 * @param refusal what the answer says
	 */
	public OctoStoreAuthenticationException(String message, ServerRefusal refusal) {
		super(message, refusal);
	}

}
