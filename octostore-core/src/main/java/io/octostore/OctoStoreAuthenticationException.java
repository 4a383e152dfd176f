package io.octostore;

import org.jspecify.annotations.Nullable;

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
	 * @param statusCode HTTP status of the answer
	 * @param code what the server says
	 * @param rawCode the code as the server wrote it, or {@code null} if it sent none
	 * @param requestId id under which the server logged the request, or {@code null}
	 */
	public OctoStoreAuthenticationException(String message, int statusCode, ErrorCode code, @Nullable String rawCode,
			@Nullable String requestId) {
		super(message, statusCode, code, rawCode, requestId, null);
	}

}
