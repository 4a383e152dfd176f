package io.octostore.embedded;

import java.nio.charset.StandardCharsets;

/**
 * How refusals look on the wire of one generation.
 */
final class ErrorAnswers {

	private final ServerGeneration generation;

	ErrorAnswers(ServerGeneration generation) {
		this.generation = generation;
	}

	Answer of(RefusedException refused) {
		Wire wire = this.generation.hasErrorCodes() ? wire(refused.refusal()) : formerWire(refused.refusal());
		return of(wire, refused.details(), refused.retryAfterSeconds());
	}

	Answer of(HttpProblem problem) {
		Answer answer = this.generation.hasUniformErrors() ? forStatus(problem.status(), 0)
				: formerProblem(problem.status());
		return problem.allow().isEmpty() ? answer : answer.header("allow", problem.allow());
	}

	/**
	 * An error of this status, with the code that goes best with it.
	 */
	Answer forStatus(int status, long retryAfterSeconds) {
		Wire wire = switch (status) {
			case 401 -> wire(Refusal.AUTHENTICATION_FAILED);
			case 403 -> wire(Refusal.FORBIDDEN);
			case 404 -> wire(Refusal.RESOURCE_NOT_FOUND);
			case 409 -> wire(Refusal.CAPACITY_EXCEEDED);
			case 410 -> wire(Refusal.SESSION_EXPIRED);
			case 429 -> wire(Refusal.RATE_LIMITED);
			case 502 -> new Wire(status, "upstream_unavailable", "Upstream service unavailable");
			case 400, 405, 413, 415, 422 -> new Wire(status, "invalid_input", "Invalid input");
			default -> (status < 500) ? new Wire(status, "invalid_input", "Request failed")
					: new Wire(status, "internal_error", "Internal server error");
		};
		return of(wire, "The server could not serve the request", retryAfterSeconds);
	}

	private Answer of(Wire wire, String details, long retryAfterSeconds) {
		Answer answer = Answer.rendered(wire.status(), Answer.JSON, (requestId) -> {
			Json body = Json.object().put("error", wire.label()).put("details", details);
			if (this.generation.hasErrorCodes()) {
				body.put("code", wire.code()).put("request_id", requestId);
				if (retryAfterSeconds > 0) {
					body.put("retry_after_ms", retryAfterSeconds * 1000);
				}
			}
			return body.toBytes();
		});
		return (retryAfterSeconds > 0) ? answer.header("retry-after", Long.toString(retryAfterSeconds)) : answer;
	}

	/**
	 * The errors of HTTP itself as the framework words them.
	 */
	private static Answer formerProblem(int status) {
		return switch (status) {
			case 404, 405 -> Answer.empty(status);
			default -> Answer.of(status, "text/plain; charset=utf-8",
					"Failed to read the request".getBytes(StandardCharsets.UTF_8));
		};
	}

	private static Wire formerWire(Refusal refusal) {
		Wire wire = wire(refusal);
		return switch (refusal) {
			case NO_LEASE -> new Wire(404, wire.code(), "Lock not found");
			case NO_TERM -> new Wire(404, wire.code(), "Resource not found");
			case LEASE_MISMATCH -> new Wire(400, wire.code(), "Invalid lease ID");
			case INTERNAL_ERROR -> new Wire(500, wire.code(), "Database error");
			default -> wire;
		};
	}

	private static Wire wire(Refusal refusal) {
		return switch (refusal) {
			case AUTHENTICATION_REQUIRED -> new Wire(401, "authentication_required", "Authorization header required");
			case AUTHENTICATION_FAILED -> new Wire(401, "authentication_failed", "Authentication failed");
			case FORBIDDEN -> new Wire(403, "forbidden", "Forbidden");
			case LOCK_LIMIT_EXCEEDED -> new Wire(403, "lock_limit_exceeded", "Lock limit exceeded");
			case INVALID_INPUT -> new Wire(400, "invalid_input", "Invalid input");
			case INVALID_TTL -> new Wire(400, "invalid_ttl", "Invalid TTL");
			case INVALID_LOCK_NAME -> new Wire(400, "invalid_lock_name", "Invalid lock name");
			case LEASE_MISMATCH -> new Wire(400, "lease_not_current", "Lease is not current");
			case NO_LEASE, NO_TERM -> new Wire(404, "lease_not_current", "Lease is not current");
			case LOCK_NOT_FOUND -> new Wire(404, "not_found", "Lock not found");
			case SESSION_NOT_FOUND -> new Wire(404, "not_found", "Session not found");
			case RESOURCE_NOT_FOUND -> new Wire(404, "not_found", "Resource not found");
			case SESSION_EXPIRED -> new Wire(410, "session_expired", "Session expired");
			case CONFLICT -> new Wire(409, "conflict", "Conflict");
			case CAPACITY_EXCEEDED -> new Wire(409, "capacity_exceeded", "Capacity exceeded");
			case RATE_LIMITED -> new Wire(429, "rate_limited", "Rate limit exceeded");
			case INTERNAL_ERROR -> new Wire(500, "internal_error", "Internal server error");
		};
	}

	private record Wire(int status, String code, String label) {

	}

}
