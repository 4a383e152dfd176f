package io.octostore;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Content of an answer that refuses a request.
 *
 * @param statusCode HTTP status of the answer, 400 or above
 * @param code what the server says: its own code, or a guess from the rest of the answer
 * if it sent none; {@link ErrorCode#UNKNOWN} if this library does not know it
 * @param rawCode the code as the server wrote it, empty if it sent none
 * @param requestId id under which the server logged the request, empty on servers older
 * than v0.14.0
 * @param retryAfter how long the server asks to wait before a repeat, empty if it does
 * not say
 * @since 0.1.0
 */
public record ServerRefusal(int statusCode, ErrorCode code, Optional<String> rawCode, Optional<String> requestId,
		Optional<Duration> retryAfter) {

	/**
	 * Create a refusal with the server's own code.
	 * @param statusCode HTTP status of the answer
	 * @param rawCode the code as the server writes it
	 * @return the refusal
	 */
	public static ServerRefusal of(int statusCode, String rawCode) {
		return new ServerRefusal(statusCode, ErrorCode.ofWireForm(rawCode), Optional.of(rawCode), Optional.empty(),
				Optional.empty());
	}

	/**
	 * Create a refusal whose code is guessed, because the answer has none of the server.
	 * It proves nothing.
	 * @param statusCode HTTP status of the answer
	 * @param code what is probably meant
	 * @return the refusal
	 */
	public static ServerRefusal guessed(int statusCode, ErrorCode code) {
		return new ServerRefusal(statusCode, code, Optional.empty(), Optional.empty(), Optional.empty());
	}

	/**
	 * Return a copy with the id under which the server logged the request.
	 * @param requestId the id, or {@code null}
	 * @return the copy
	 */
	public ServerRefusal withRequestId(@Nullable String requestId) {
		return new ServerRefusal(this.statusCode, this.code, this.rawCode, Optional.ofNullable(requestId),
				this.retryAfter);
	}

	/**
	 * Return a copy with the server's advice when to repeat.
	 * @param retryAfter the wait, or {@code null}
	 * @return the copy
	 */
	public ServerRefusal withRetryAfter(@Nullable Duration retryAfter) {
		return new ServerRefusal(this.statusCode, this.code, this.rawCode, this.requestId,
				Optional.ofNullable(retryAfter));
	}

	/**
	 * Say whether the server itself has given the reason, so that it proves what it says.
	 * @return whether the code is the server's own
	 */
	public boolean isProof() {
		return this.rawCode.isPresent();
	}

}
