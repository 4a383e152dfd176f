package io.octostore.client;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is an error, as OctoStore servers write it.
 * <p>
 * Servers from v0.14.0 on write a code, a label, details and the id of the request, all
 * of them always; older ones a label and details.
 */
final class ErrorBody {

	private static final Pattern REQUEST_ID = Pattern.compile("req_[0-9a-f]{32}");

	/** Labels of refusals that every release knows which has the endpoint. */
	private static final Set<String> OLD_LABELS = Set.of("Session not found", "Session expired", "Lock not found",
			"Invalid lease ID", "Lock limit exceeded", "Invalid lock name", "Invalid TTL", "Authentication failed",
			"Authorization header required", "Database error");

	private static final ErrorBody NONE = new ErrorBody(null, null, null, null, null);

	private final @Nullable String code;

	private final @Nullable String label;

	private final @Nullable String details;

	private final @Nullable String requestId;

	private final @Nullable Duration retryAfter;

	private ErrorBody(@Nullable String code, @Nullable String label, @Nullable String details,
			@Nullable String requestId, @Nullable Duration retryAfter) {
		this.code = code;
		this.label = label;
		this.details = details;
		this.requestId = requestId;
		this.retryAfter = retryAfter;
	}

	/**
	 * Read the body of an answer.
	 * @param answer the answer
	 * @return the body, without any member if it is none of an error
	 */
	static ErrorBody of(Answer answer) {
		if (answer.isSuccess() || !answer.isJson()) {
			return NONE;
		}
		try {
			JsonObject body = JsonObject.read(answer.body());
			String id = (answer.requestId() != null) ? answer.requestId() : text(body, "request_id");
			return new ErrorBody(text(body, "code"), text(body, "error"), text(body, "details"), id, retryAfter(body));
		}
		catch (MalformedAnswerException ex) {
			return NONE;
		}
	}

	private static @Nullable String text(JsonObject body, String member) {
		try {
			return body.optionalString(member);
		}
		catch (MalformedAnswerException ex) {
			return null;
		}
	}

	private static @Nullable Duration retryAfter(JsonObject body) {
		try {
			return body.optionalMillis("retry_after_ms");
		}
		catch (MalformedAnswerException ex) {
			// The header may still be good.
			return null;
		}
	}

	@Nullable String code() {
		return this.code;
	}

	@Nullable String label() {
		return this.label;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Say whether the server itself has written this: with a code, and with the id that
	 * it gave the request. Gateways have codes too, but no such ids.
	 * @return whether a server from v0.14.0 on has written it
	 */
	boolean isOfCurrentServer() {
		return this.code != null && this.label != null && this.requestId != null
				&& REQUEST_ID.matcher(this.requestId).matches();
	}

	/**
	 * Say whether a server older than v0.14.0 may have written this.
	 * @return whether it has the form
	 */
	boolean mayBeOfOldServer() {
		return this.code == null && this.label != null && this.details != null;
	}

	/**
	 * Say whether a server older than v0.14.0 has certainly written this.
	 * @return whether it has the form and the words
	 */
	boolean isOfOldServer() {
		return mayBeOfOldServer() && this.label != null && OLD_LABELS.contains(this.label);
	}

}
