package io.octostore;

/**
 * Why a lease was lost before its borrower gave it back.
 *
 * @since 0.1.0
 */
public enum LossReason {

	/** The server answered that the lease is not the current one. */
	LEASE_NOT_CURRENT("the server says that its lease is not current any more"),

	/** The server answered that the session under the lease has expired. */
	SESSION_EXPIRED("the server says that this instance's session has expired"),

	/** The server does not know the session under the lease. */
	SESSION_NOT_FOUND("the server does not know this instance's session"),

	/** No confirmation arrived before the deadline. */
	DEADLINE("the server has not confirmed it in time"),

	/**
	 * A clock moved forward past the deadline: the process or the machine was suspended,
	 * or the wall clock was set forward.
	 */
	CLOCK_SKIP("the process or the machine was suspended for too long"),

	/** The server confirmed another session or lease than the one asked about. */
	IDENTITY_MISMATCH("the server has confirmed something other than what was asked for"),

	/** The locks were closed while the borrower still ran. */
	SHUTDOWN("the application was closed while code still ran under it"),

	/** The borrower had the lock for longer than its limit allows. */
	MAX_HOLD("it was held for longer than its limit allows"),

	/** An operator took the lock away from the code that had it. */
	REVOKED("an operator took it away");

	private final String words;

	LossReason(String words) {
		this.words = words;
	}

	/**
	 * Return the reason in words that follow "because".
	 * @return the words
	 */
	public String inWords() {
		return this.words;
	}

}
