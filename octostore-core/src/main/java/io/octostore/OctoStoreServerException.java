package io.octostore;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The server answered that it did not do what was asked.
 *
 * @since 0.1.0
 */
public class OctoStoreServerException extends OctoStoreException {

	private final int statusCode;

	private final ErrorCode code;

	private final @Nullable String rawCode;

	private final @Nullable String requestId;

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception.
	 * @param message what failed, without secrets
	 * @param statusCode HTTP status of the answer
	 * @param code what the server says
	 * @param rawCode the code as the server wrote it, or {@code null} if it sent none
	 * @param requestId id under which the server logged the request, or {@code null}
	 * @param retryAfter how long the server asks to wait before a repeat, or {@code null}
	 */
	public OctoStoreServerException(String message, int statusCode, ErrorCode code, @Nullable String rawCode,
			@Nullable String requestId, @Nullable Duration retryAfter) {
		super(message);
		this.statusCode = statusCode;
		this.code = code;
		this.rawCode = rawCode;
		this.requestId = requestId;
		this.retryAfter = retryAfter;
	}

	/**
	 * Return the HTTP status of the answer.
	 * @return a status of 400 or above
	 */
	public int statusCode() {
		return this.statusCode;
	}

	/**
	 * Return what the server says, derived from the status where it sent no code.
	 * @return the code, {@link ErrorCode#UNKNOWN} if this client does not know it
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * Return the code as the server wrote it.
	 * @return the code, empty if the server sent none
	 */
	public Optional<String> rawCode() {
		return Optional.ofNullable(this.rawCode);
	}

	/**
	 * Return the id under which the server logged the request.
	 * @return the id, empty on servers older than v0.14.0
	 */
	public Optional<String> requestId() {
		return Optional.ofNullable(this.requestId);
	}

	/**
	 * Return how long the server asks to wait before a repeat.
	 * @return the wait, empty if the server does not say
	 */
	public Optional<Duration> retryAfter() {
		return Optional.ofNullable(this.retryAfter);
	}

	/**
	 * Say whether the same request may succeed later without anything being done about
	 * it: after a status of 500 or above, and when the server has too many requests or no
	 * capacity left.
	 * @return whether the refusal may pass by itself
	 */
	public boolean isTransient() {
		return this.statusCode >= 500 || this.code == ErrorCode.RATE_LIMITED
				|| this.code == ErrorCode.CAPACITY_EXCEEDED;
	}

	/**
	 * Say whether the server may have carried out the request all the same, which cannot
	 * be excluded after a status of 500 or above.
	 * @return whether the outcome is unknown
	 */
	public boolean mayHaveBeenApplied() {
		return this.statusCode >= 500;
	}

}
