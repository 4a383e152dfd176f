package io.octostore.client;

/**
 * Outcome of a message to a webhook.
 *
 * @since 0.1.0
 */
public enum WebhookReceipt {

	/** It is genuine and new, and its event was handled. */
	ACCEPTED(204),

	/** It is genuine, but its event was handled before, or is being handled. */
	REPEATED(204),

	/** It has no signature. */
	UNSIGNED(401),

	/** Its signature is that of another body or another secret. */
	WRONG_SIGNATURE(401),

	/** It is older than the replay window. */
	TOO_OLD(401),

	/** It is further in the future than the replay window. */
	IN_FUTURE(401),

	/** It is genuine, but is no event that this release can read. */
	MALFORMED(400);

	private final int httpStatus;

	WebhookReceipt(int httpStatus) {
		this.httpStatus = httpStatus;
	}

	/**
	 * Return the status to answer with. The server posts a message once more if the
	 * status is outside of 200 to 299.
	 * @return the status
	 */
	public int httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Say whether the message was refused.
	 * @return whether its event was and will not be handled
	 */
	public boolean isRefused() {
		return this.httpStatus >= 400;
	}

}
