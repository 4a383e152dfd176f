package io.octostore.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.octostore.ErrorCode;

/**
 * Guesses what errors of servers mean that are too old to send codes. A guess is good for
 * a message, and proves nothing.
 */
final class Guesses {

	/**
	 * Labels are free text, and a last resort.
	 */
	private static final Map<String, ErrorCode> LABELS = Map.of("Lock limit exceeded", ErrorCode.LOCK_LIMIT_EXCEEDED,
			"Invalid lock name", ErrorCode.INVALID_LOCK_NAME, "Invalid TTL", ErrorCode.INVALID_TTL, "Invalid lease ID",
			ErrorCode.LEASE_NOT_CURRENT, "Lock not found", ErrorCode.LEASE_NOT_CURRENT);

	private Guesses() {
	}

	static ErrorCode code(Endpoint endpoint, int status, @Nullable String label) {
		ErrorCode labelled = (label != null) ? LABELS.get(label) : null;
		if (labelled != null && status < 500) {
			return labelled;
		}
		return switch (status) {
			case 400 -> endpoint.isAboutLease() ? ErrorCode.LEASE_NOT_CURRENT : ErrorCode.INVALID_INPUT;
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

}
