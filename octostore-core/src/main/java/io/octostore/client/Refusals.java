package io.octostore.client;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.octostore.ErrorCode;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.ServerRefusal;
import io.octostore.UnsupportedServerException;

/**
 * Turns answers that are not the hoped for result into exceptions, for servers of all
 * releases.
 */
final class Refusals {

	/**
	 * Labels of servers that send no codes. They are free text, and a last resort.
	 */
	private static final Map<String, ErrorCode> LABELS = Map.of("Lock limit exceeded", ErrorCode.LOCK_LIMIT_EXCEEDED,
			"Invalid lock name", ErrorCode.INVALID_LOCK_NAME, "Invalid TTL", ErrorCode.INVALID_TTL, "Invalid lease ID",
			ErrorCode.LEASE_NOT_CURRENT, "Lock not found", ErrorCode.LEASE_NOT_CURRENT);

	private static final int MAX_SHOWN_CODE_LENGTH = 64;

	private Refusals() {
	}

	/**
	 * Explain an answer whose status is not 2xx.
	 * @param operation the operation that was answered
	 * @param answer the answer
	 * @return the exception to throw
	 */
	static OctoStoreException of(Operation<?> operation, Answer answer) {
		if (answer.status() < 400) {
			String kind = (answer.status() >= 300) ? "a redirect, which is never followed" : "an unexpected status";
			return protocol(operation, answer, kind);
		}
		JsonObject body = readErrorBody(answer);
		if (answer.status() == 404 && body == null) {
			return missing(operation);
		}
		return refused(operation, answer, body);
	}

	/**
	 * Explain an answer to a watch that is no stream of events.
	 * @param operation the operation that was answered
	 * @param answer the answer
	 * @return the exception to throw
	 */
	static OctoStoreException noStream(Operation<?> operation, Answer answer) {
		return (answer.status() != 200) ? of(operation, answer) : missing(operation);
	}

	/**
	 * Say whether an answer is an error with a code, as servers send from v0.14.0 on.
	 * @param answer the answer
	 * @return whether it has a code
	 */
	static boolean hasCode(Answer answer) {
		return !answer.isSuccess() && text(readErrorBody(answer), "code") != null;
	}

	private static @Nullable JsonObject readErrorBody(Answer answer) {
		try {
			return answer.isJson() ? JsonObject.read(answer.body()) : null;
		}
		catch (MalformedAnswerException ex) {
			return null;
		}
	}

	private static OctoStoreException refused(Operation<?> operation, Answer answer, @Nullable JsonObject body) {
		int status = answer.status();
		String rawCode = text(body, "code");
		String label = text(body, "error");
		ErrorCode code = (rawCode != null) ? ErrorCode.ofWireForm(rawCode)
				: derive(operation.endpoint(), status, label);
		String requestId = answer.requestId();
		String message = message(operation, status, code, rawCode, label, requestId);
		ServerRefusal refusal = ((rawCode != null) ? ServerRefusal.of(status, rawCode)
				: ServerRefusal.guessed(status, code))
			.withRequestId(requestId)
			.withRetryAfter(retryAfter(answer, body));
		if (code == ErrorCode.LOCK_LIMIT_EXCEEDED) {
			return new LockLimitExceededException(message, refusal);
		}
		boolean forbidden = status == 403 && code == ErrorCode.FORBIDDEN && !operation.endpoint().isAboutElection();
		if (status == 401 || forbidden) {
			return new OctoStoreAuthenticationException(message, refusal);
		}
		return new OctoStoreServerException(message, refusal);
	}

	private static @Nullable String text(@Nullable JsonObject body, String member) {
		try {
			return (body != null) ? body.optionalString(member) : null;
		}
		catch (MalformedAnswerException ex) {
			return null;
		}
	}

	private static @Nullable Duration retryAfter(Answer answer, @Nullable JsonObject body) {
		Duration precise = null;
		try {
			precise = (body != null) ? body.optionalMillis("retry_after_ms") : null;
		}
		catch (MalformedAnswerException ex) {
			// The header may still be good.
		}
		return (precise != null) ? precise : answer.retryAfter();
	}

	private static ErrorCode derive(Endpoint endpoint, int status, @Nullable String label) {
		ErrorCode labelled = (label != null) ? LABELS.get(label) : null;
		if (labelled != null && status < 500) {
			return labelled;
		}
		return switch (status) {
			case 400 ->
				(endpoint.isAboutLease() && label != null) ? ErrorCode.LEASE_NOT_CURRENT : ErrorCode.INVALID_INPUT;
			case 401 -> ErrorCode.AUTHENTICATION_FAILED;
			case 403 -> ErrorCode.FORBIDDEN;
			case 404 -> endpoint.isAboutLease() ? ErrorCode.LEASE_NOT_CURRENT : ErrorCode.NOT_FOUND;
			case 405, 413, 415, 422 -> ErrorCode.INVALID_INPUT;
			case 409 -> ErrorCode.CONFLICT;
			case 410 -> ErrorCode.SESSION_EXPIRED;
			case 429 -> ErrorCode.RATE_LIMITED;
			case 500 -> ErrorCode.INTERNAL_ERROR;
			case 502 -> ErrorCode.UPSTREAM_UNAVAILABLE;
			default -> ErrorCode.UNKNOWN;
		};
	}

	private static String message(Operation<?> operation, int status, ErrorCode code, @Nullable String rawCode,
			@Nullable String label, @Nullable String requestId) {
		StringBuilder text = new StringBuilder(operation.subject()).append(" was refused with status ").append(status);
		if (code != ErrorCode.UNKNOWN) {
			text.append(": ").append(describe(operation.endpoint(), code));
		}
		else if (rawCode != null && isShowable(rawCode)) {
			text.append(": ").append(rawCode);
		}
		if (status == 500 && rawCode == null && "Database error".equals(label) && operation.endpoint().isAboutLock()) {
			text.append("; server releases v0.9.0 to v0.13.0 answer so to every user without a namespace,"
					+ " because of a known defect: update the server");
		}
		if (requestId != null) {
			text.append(" (request id ").append(requestId).append(')');
		}
		return text.toString();
	}

	private static boolean isShowable(String code) {
		return code.length() <= MAX_SHOWN_CODE_LENGTH
				&& code.chars().allMatch((character) -> (character >= 'a' && character <= 'z') || character == '_');
	}

	private static String describe(Endpoint endpoint, ErrorCode code) {
		if (endpoint.isAboutElection()) {
			return describeForElection(code);
		}
		return describe(code);
	}

	private static String describeForElection(ErrorCode code) {
		return switch (code) {
			case FORBIDDEN -> "the server offers no elections";
			case LEASE_NOT_CURRENT -> "the term is over";
			case CAPACITY_EXCEEDED -> "the server has as many active elections or watches as it allows";
			default -> describe(code);
		};
	}

	private static String describe(ErrorCode code) {
		return switch (code) {
			case AUTHENTICATION_REQUIRED -> "the server found no usable token";
			case AUTHENTICATION_FAILED -> "the server does not know the token; check that it is current";
			case FORBIDDEN -> "the token's user may not do this (namespace, reserved name or access list)";
			case LOCK_LIMIT_EXCEEDED -> "the user has as many active locks as the server allows";
			case INVALID_INPUT -> "the server does not accept the request";
			case INVALID_TTL -> "the server does not accept the TTL";
			case INVALID_LOCK_NAME -> "the server does not accept the lock name";
			case LEASE_NOT_CURRENT -> "the lease is not current, so the lock is not held under it";
			case NOT_FOUND -> "the session does not exist";
			case SESSION_EXPIRED -> "the session has expired";
			case CONFLICT -> "it contradicts what the server has stored";
			case CAPACITY_EXCEEDED -> "a resource of the server is used up for the moment";
			case RATE_LIMITED -> "too many requests";
			case UPSTREAM_UNAVAILABLE -> "a service behind the server cannot be reached";
			case INTERNAL_ERROR -> "the server failed";
			case UNKNOWN -> "no reason that this client knows";
		};
	}

	static OctoStoreProtocolException protocol(Operation<?> operation, Answer answer, String defect) {
		return new OctoStoreProtocolException(operation.subject() + " was answered with status " + answer.status()
				+ " and " + defect + requestId(answer), answer.status(), answer.requestId());
	}

	static OctoStoreProtocolException mismatch(Operation<?> operation, Answer answer, String identity) {
		return OctoStoreProtocolException.identityMismatch(operation.subject() + " was answered for another " + identity
				+ " than was asked for" + requestId(answer), answer.status(), answer.requestId());
	}

	static UnsupportedServerException missing(Operation<?> operation) {
		Endpoint endpoint = operation.endpoint();
		return new UnsupportedServerException(operation.subject() + " failed: the server does not have "
				+ endpoint.method() + " " + endpoint.template() + ", which OctoStore has since " + endpoint.since()
				+ "; check the base URL and the server's release", endpoint.since());
	}

	static UnsupportedServerException unproven(Operation<?> operation, String outcome) {
		return new UnsupportedServerException(operation.subject() + outcome
				+ " the server does not show that it honours sessions, ephemeral locks and lock delays, as servers do from "
				+ ServerEvidence.RELEASE
				+ " on. Update the server, or let each instance have a token of its own and acquire without them",
				ServerEvidence.RELEASE);
	}

	private static String requestId(Answer answer) {
		String id = answer.requestId();
		return (id != null) ? " (request id " + id + ")" : "";
	}

}
