package io.octostore.spring.boot.endpoint;

/**
 * An operation of the endpoint was not carried out, and nothing was changed.
 *
 * @since 0.1.0
 */
public final class OperationRefusedException extends RuntimeException {

	private final Reason reason;

	OperationRefusedException(Reason reason, String message) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Return the reason.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why an operation was refused.
	 */
	public enum Reason {

		/** A property does not allow it. */
		NOT_ALLOWED,

		/** There is no such lock or job. */
		UNKNOWN,

		/** The lock is not in the state that the operation needs. */
		CONFLICT

	}

}
