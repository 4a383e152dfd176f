package io.octostore;

/**
 * Why a lease was lost before its borrower gave it back.
 *
 * @since 0.1.0
 */
public enum LossReason {

	/** The server answered that the lease is not the current one. */
	LEASE_NOT_CURRENT,

	/** The server answered that the session under the lease has expired. */
	SESSION_EXPIRED,

	/** The server does not know the session under the lease. */
	SESSION_NOT_FOUND,

	/** No confirmation arrived before the deadline. */
	DEADLINE,

	/**
	 * A clock moved forward past the deadline: the process or the machine was suspended,
	 * or the wall clock was set forward.
	 */
	CLOCK_SKIP,

	/** The server confirmed another session or lease than the one asked about. */
	IDENTITY_MISMATCH,

	/** The locks were closed while the borrower still ran. */
	SHUTDOWN,

	/** The borrower had the lock for longer than its limit allows. */
	MAX_HOLD,

	/** An operator took the lock away from the code that had it. */
	REVOKED

}
