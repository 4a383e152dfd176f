package io.octostore.embedded;

/**
 * Every reason for which the rules of the server refuse a request. How a refusal looks on
 * the wire is the business of {@link ErrorAnswers}.
 */
enum Refusal {

	AUTHENTICATION_REQUIRED, AUTHENTICATION_FAILED, FORBIDDEN, LOCK_LIMIT_EXCEEDED, INVALID_INPUT, INVALID_TTL,
	INVALID_LOCK_NAME,

	/** The lock exists, but the caller does not hold it with this lease. */
	LEASE_MISMATCH,

	/** There is no such lock, or the caller's own lease has run out. */
	NO_LEASE,

	/** There is no term that could be resigned from. */
	NO_TERM,

	LOCK_NOT_FOUND, SESSION_NOT_FOUND, RESOURCE_NOT_FOUND, SESSION_EXPIRED, CONFLICT, CAPACITY_EXCEEDED, RATE_LIMITED,
	INTERNAL_ERROR

}
