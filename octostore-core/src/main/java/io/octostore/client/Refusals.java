package io.octostore.client;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.ErrorCode;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
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
	 * What may be shown of what an answer says about itself.
	 */
	private static final Pattern SHOWABLE = Pattern.compile("[A-Za-z0-9!#$&^_.+/;= -]{1,100}");

	private static final Pattern SHOWABLE_CODE = Pattern.compile("[a-z_]{1,64}");

	private Refusals() {
	}

	/**
	 * Explain an answer that is not the hoped for one.
	 * @param operation the operation that was answered
	 * @param answer the answer
	 * @return the exception to throw
	 */
	static OctoStoreException of(Operation<?> operation, Answer answer) {
		return switch (Verdict.of(operation.endpoint(), answer)) {
			case ANSWERED -> protocol(operation, answer, "an unexpected status");
			case REFUSED, GONE, FAILED -> refused(operation, answer, true);
			case GUESSED -> refused(operation, answer, false);
			case FOREIGN -> foreign(operation, answer);
		};
	}

	/**
	 * Explain an answer to a watch that is no stream of events.
	 * @param operation the operation that was answered
	 * @param answer the answer
	 * @return the exception to throw
	 */
	static OctoStoreException noStream(Operation<?> operation, Answer answer) {
		return answer.isSuccess() ? foreign(operation, answer) : of(operation, answer);
	}

	private static OctoStoreException refused(Operation<?> operation, Answer answer, boolean proven) {
		ErrorBody body = ErrorBody.of(answer);
		int status = answer.status();
		String rawCode = proven ? body.code() : null;
		ServerRefusal refusal = ((rawCode != null) ? ServerRefusal.of(status, rawCode)
				: ServerRefusal.guessed(status, Guesses.code(operation.endpoint(), status, body.label())))
			.withRequestId(answer.requestId())
			.withRetryAfter(retryAfter(answer, body));
		ErrorCode code = refusal.code();
		String message = message(operation, refusal, body);
		if (code == ErrorCode.LOCK_LIMIT_EXCEEDED) {
			return new LockLimitExceededException(message, refusal);
		}
		boolean forbidden = status == 403 && code == ErrorCode.FORBIDDEN && !operation.endpoint().isAboutElection();
		if (status == 401 || forbidden) {
			return new OctoStoreAuthenticationException(message, refusal);
		}
		return new OctoStoreServerException(message, refusal);
	}

	/**
	 * Add to a refusal that the lock is outside of the user's namespace, if it is.
	 * @param operation the operation that was refused
	 * @param refusal the refusal
	 * @param prefix what all lock names of the user begin with, empty if they need not
	 * @return the exception to throw
	 */
	static OctoStoreAuthenticationException explainedByNamespace(Operation<?> operation,
			OctoStoreAuthenticationException refusal, String prefix) {
		String name = operation.name();
		if (prefix.isEmpty() || name == null || name.startsWith(prefix)) {
			return refusal;
		}
		String namespace = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
		String cure = "octostore.lock.prefix=" + namespace
				+ (namespace.contains("_") ? " and octostore.lock.name-rule=hierarchical" : "");
		return new OctoStoreAuthenticationException(
				refusal.getMessage() + ". The token's user is confined to the namespace '" + namespace
						+ "': all its lock names must begin with '" + prefix + "'. Name the lock so, or set " + cure
						+ ", which puts that before every lock name",
				refusal.refusal());
	}

	private static @Nullable Duration retryAfter(Answer answer, ErrorBody body) {
		return (body.retryAfter() != null) ? body.retryAfter() : answer.retryAfter();
	}

	private static String message(Operation<?> operation, ServerRefusal refusal, ErrorBody body) {
		StringBuilder text = new StringBuilder(operation.subject()).append(" was refused with status ")
			.append(refusal.statusCode());
		String rawCode = refusal.rawCode().orElse("");
		if (refusal.code() != ErrorCode.UNKNOWN) {
			text.append(": ").append(describe(operation.endpoint(), refusal.code()));
		}
		else if (SHOWABLE_CODE.matcher(rawCode).matches()) {
			text.append(": ").append(rawCode);
		}
		if (refusal.statusCode() == 500 && !refusal.isProof() && "Database error".equals(body.label())
				&& operation.endpoint().isAboutLock()) {
			text.append("; server releases v0.9.0 to v0.13.0 answer so to every user without a namespace,"
					+ " because of a known defect: update the server");
		}
		refusal.requestId().ifPresent((id) -> text.append(" (request id ").append(id).append(')'));
		return text.toString();
	}

	private static String describe(Endpoint endpoint, ErrorCode code) {
		if (endpoint.isAboutElection()) {
			return describeForElection(code);
		}
		if (endpoint.credential() == Endpoint.Credential.ADMIN_KEY) {
			return describeForAdmin(code);
		}
		return switch (endpoint) {
			case REGISTER -> describeForRegistration(code);
			case SET_ACL, CREATE_WEBHOOK, DELETE_WEBHOOK -> describeForOwner(endpoint, code);
			default -> describe(code);
		};
	}

	private static String describeForAdmin(ErrorCode code) {
		return switch (code) {
			case AUTHENTICATION_REQUIRED, AUTHENTICATION_FAILED, FORBIDDEN ->
				"the server does not know the admin key, or was started without one";
			default -> describe(code);
		};
	}

	private static String describeForRegistration(ErrorCode code) {
		return switch (code) {
			case NOT_FOUND -> "the server registers no users; it has to be started for that (LOCAL_REGISTRATION)";
			case CONFLICT -> "the user name is taken";
			default -> describe(code);
		};
	}

	private static String describeForOwner(Endpoint endpoint, ErrorCode code) {
		if (endpoint == Endpoint.SET_ACL && (code == ErrorCode.NOT_FOUND || code == ErrorCode.FORBIDDEN)) {
			return "the token's user does not hold the lock, and only its holder may change its access list";
		}
		if (endpoint == Endpoint.CREATE_WEBHOOK && code == ErrorCode.INVALID_INPUT) {
			return "the URL is not public, or the user has as many webhooks as the server allows (10)";
		}
		if (code == ErrorCode.NOT_FOUND) {
			return "the token's user has no such webhook";
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

	/**
	 * Explain an answer that did not come from an OctoStore server. Those that say that
	 * it is overloaded or away are temporary refusals, as the server's own would be.
	 */
	private static OctoStoreException foreign(Operation<?> operation, Answer answer) {
		String message = operation.subject() + " failed: the answer did not come from an OctoStore server (status "
				+ answer.status() + ", content type " + shown(answer.contentType()) + ", address " + operation.server()
				+ "); " + advice(operation, answer);
		if (answer.status() >= 500 || answer.status() == 429) {
			ErrorCode code = (answer.status() == 429) ? ErrorCode.RATE_LIMITED : ErrorCode.UNKNOWN;
			return new OctoStoreServerException(message,
					ServerRefusal.guessed(answer.status(), code)
						.withRequestId(answer.requestId())
						.withRetryAfter(answer.retryAfter()));
		}
		return OctoStoreProtocolException.foreign(message, answer.status(), answer.requestId());
	}

	private static String advice(Operation<?> operation, Answer answer) {
		if (answer.status() >= 300 && answer.status() < 400) {
			return "it is a redirect, which is never followed; set the base URL to the address of the server";
		}
		String general = "check the base URL, and the gateways on the way";
		boolean perhapsOld = answer.age() == ServerEvidence.Age.UNKNOWN && mayMeanMissing(answer)
				&& operation.endpoint().isNewerThanFirst();
		return perhapsOld ? general + "; the server may also be older than " + operation.endpoint().since()
				+ " and not have " + operation.endpoint().method() + " " + operation.endpoint().template() : general;
	}

	private static String shown(@Nullable String contentType) {
		if (contentType == null || contentType.isEmpty()) {
			return "none";
		}
		return SHOWABLE.matcher(contentType).matches() ? contentType : "unreadable";
	}

	/**
	 * Say whether an answer is what servers older than v0.14.0 give for an endpoint that
	 * they do not have: nothing, or a page.
	 * @param answer the answer
	 * @return whether the endpoint may be missing
	 */
	static boolean mayMeanMissing(Answer answer) {
		return !answer.isJson() && (answer.status() == 404 || answer.status() == 405 || answer.isSuccess());
	}

	static OctoStoreProtocolException protocol(Operation<?> operation, Answer answer, String defect) {
		return new OctoStoreProtocolException(operation.subject() + " was answered with status " + answer.status()
				+ " and " + defect + requestId(answer), answer.status(), answer.requestId());
	}

	static OctoStoreProtocolException mismatch(Operation<?> operation, Answer answer, String identity) {
		return OctoStoreProtocolException.identityMismatch(operation.subject() + " was answered for another " + identity
				+ " than was asked for" + requestId(answer), answer.status(), answer.requestId());
	}

	/**
	 * Explain that a server, which has proven to be old, does not have an endpoint.
	 * @param operation the operation that was answered
	 * @return the exception to throw
	 */
	static UnsupportedServerException missing(Operation<?> operation) {
		Endpoint endpoint = operation.endpoint();
		return new UnsupportedServerException(operation.subject() + " failed: the server does not have "
				+ endpoint.method() + " " + endpoint.template() + ", which OctoStore has since " + endpoint.since()
				+ "; update the server", endpoint.since());
	}

	/**
	 * Explain that a server, which has proven to be old, would not honour a request.
	 * @param operation the operation
	 * @param outcome what became of it
	 * @return the exception to throw
	 */
	static UnsupportedServerException tooOld(Operation<?> operation, String outcome) {
		return new UnsupportedServerException(operation.subject() + outcome + " the server is older than "
				+ ServerEvidence.RELEASE
				+ " and does not honour sessions as holders and lock delays. Update the server, or let each instance"
				+ " have a token of its own and acquire without them", ServerEvidence.RELEASE);
	}

	/**
	 * Explain that a server, which has proven to be old, does not tell how a lock is when
	 * a watch begins.
	 * @param operation the watch
	 * @return the exception to throw
	 */
	static UnsupportedServerException withoutSnapshots(Operation<?> operation) {
		return new UnsupportedServerException(operation.subject() + " failed: the server is older than "
				+ ServerEvidence.RELEASE
				+ ", whose watches do not begin with the state of the lock, so that a lock cannot be followed. Update the"
				+ " server, or use watchLock", ServerEvidence.RELEASE);
	}

	/**
	 * Explain that a request was not sent because the server has not shown its release.
	 * @param operation the operation
	 * @return the exception to throw
	 */
	static OctoStoreNetworkException ageUnknown(Operation<?> operation) {
		return OctoStoreNetworkException.notSent(
				operation.subject() + " was not sent: no OctoStore server has answered at " + operation.server()
						+ " yet, so that its release is not known; check the base URL, and the gateways on the way",
				null);
	}

	private static String requestId(Answer answer) {
		String id = answer.requestId();
		return (id != null) ? " (request id " + id + ")" : "";
	}

}
