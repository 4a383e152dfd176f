package io.octostore;

import org.jspecify.annotations.Nullable;

/**
 * The user behind the token has as many active locks as the server allows (100), counted
 * over all its sessions.
 * <p>
 * The server checks this before it looks at the lock, so that it also hides that somebody
 * else holds it.
 *
 * @since 0.1.0
 */
public final class LockLimitExceededException extends OctoStoreServerException {

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 * @param rawCode the code as the server wrote it, or {@code null} if it sent none
	 * @param requestId id under which the server logged the request, or {@code null}
	 */
	public LockLimitExceededException(String message, @Nullable String rawCode, @Nullable String requestId) {
		super(message, 403, ErrorCode.LOCK_LIMIT_EXCEEDED, rawCode, requestId, null);
	}

}
