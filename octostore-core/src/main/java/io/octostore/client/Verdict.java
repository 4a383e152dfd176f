package io.octostore.client;

import io.octostore.ErrorCode;

/**
 * What an answer proves about the request that it answers. This is the one place that
 * decides it; everything above asks here or for an exception made here.
 * <p>
 * Only the server's own word is proof: an answer of the form that the endpoint has, or an
 * error with the server's own code. An answer of anything else on the way proves nothing,
 * with any status.
 */
enum Verdict {

	/**
	 * The answer has the form of a success; its decoder has the last word.
	 */
	ANSWERED,

	/**
	 * The server itself says that it did not carry out the request.
	 */
	REFUSED,

	/**
	 * The server itself says that the lease, session or term is gone, which includes that
	 * it did not carry out the request.
	 */
	GONE,

	/**
	 * The server itself says that it failed: it may have carried out the request.
	 */
	FAILED,

	/**
	 * An error of the form that servers older than v0.14.0 write, and others as well.
	 * What it says is a guess.
	 */
	GUESSED,

	/**
	 * The answer did not come from an OctoStore server.
	 */
	FOREIGN;

	/** What a server calls paths that it does not have. */
	private static final String UNKNOWN_PATH = "Resource not found";

	/**
	 * Judge an answer.
	 * @param endpoint the endpoint that was asked
	 * @param answer the answer
	 * @return the verdict
	 */
	static Verdict of(Endpoint endpoint, Answer answer) {
		if (answer.isSuccess()) {
			return ofSuccess(endpoint, answer);
		}
		if (endpoint == Endpoint.ACQUIRE && answer.status() == 409 && LockAnswers.isDelayed(answer)) {
			return ANSWERED;
		}
		if (answer.status() < 400) {
			return FOREIGN;
		}
		ErrorBody body = ErrorBody.of(answer);
		if (body.isOfCurrentServer()) {
			return ofCode(endpoint, answer.status(), body);
		}
		return (body.mayBeOfOldServer() && answer.age() != ServerEvidence.Age.CURRENT) ? GUESSED : FOREIGN;
	}

	private static Verdict ofSuccess(Endpoint endpoint, Answer answer) {
		boolean formed = switch (endpoint) {
			// Many gateways say so of themselves, or have an empty list
			case HEALTH -> (answer.isJson() || answer.isPlainText()) && !answer.lacksId();
			case LIST_WEBHOOKS -> answer.isJson() && !answer.lacksId();
			case OPENAPI -> answer.isYaml();
			// Neither says anything by itself: what gives ids has to give one
			case RELEASE -> answer.isJson() && answer.isNull() && answer.hasExpectedId();
			case DELETE_SESSION, DELETE_WEBHOOK -> answer.status() == 204 && answer.hasExpectedId();
			default -> answer.isJson();
		};
		return formed ? ANSWERED : FOREIGN;
	}

	private static Verdict ofCode(Endpoint endpoint, int status, ErrorBody body) {
		ErrorCode code = ErrorCode.ofWireForm(body.code());
		if (status >= 500) {
			return FAILED;
		}
		if (code == ErrorCode.LEASE_NOT_CURRENT) {
			return (endpoint.isAboutLease() && (status == 400 || status == 404)) ? GONE : REFUSED;
		}
		if (code == ErrorCode.SESSION_EXPIRED) {
			return (endpoint.dependsOnSession() && status == 410) ? GONE : REFUSED;
		}
		if (code == ErrorCode.NOT_FOUND && endpoint.setsAcl()) {
			return UNKNOWN_PATH.equals(body.label()) ? FOREIGN : REFUSED;
		}
		if (code == ErrorCode.NOT_FOUND && endpoint.dependsOnSession()) {
			// A path that the server does not have was changed on the way
			return (status == 404 && !UNKNOWN_PATH.equals(body.label())) ? GONE : FOREIGN;
		}
		return REFUSED;
	}

	/**
	 * Say whether the server certainly did not carry out the request.
	 * @return whether nothing has happened
	 */
	boolean provesThatNothingHappened() {
		return this == REFUSED || this == GONE;
	}

}
