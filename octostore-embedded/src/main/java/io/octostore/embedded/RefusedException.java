package io.octostore.embedded;

/**
 * A request that the rules refuse. It carries no stack trace: it is an answer, not a
 * failure.
 */
final class RefusedException extends RuntimeException {

	private final Refusal refusal;

	private final long retryAfterSeconds;

	RefusedException(Refusal refusal, String details) {
		this(refusal, details, 0);
	}

	RefusedException(Refusal refusal, String details, long retryAfterSeconds) {
		super(details, null, false, false);
		this.refusal = refusal;
		this.retryAfterSeconds = retryAfterSeconds;
	}

	Refusal refusal() {
		return this.refusal;
	}

	String details() {
		return String.valueOf(getMessage());
	}

	/**
	 * The seconds after which a retry makes sense, 0 when the refusal does not say.
	 */
	long retryAfterSeconds() {
		return this.retryAfterSeconds;
	}

}
