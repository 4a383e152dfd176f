package io.octostore.client.http;

import org.jspecify.annotations.Nullable;

/**
 * An exchange has brought no usable answer.
 */
public final class WireException extends RuntimeException {

	private final Kind kind;

	private final boolean sent;

	private final int status;

	WireException(Kind kind, String reason, boolean sent, int status, @Nullable Throwable cause) {
		super(reason, cause, false, false);
		this.kind = kind;
		this.sent = sent;
		this.status = status;
	}

	/**
	 * Return what kind of failure it is.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return why there is no answer, in words without secrets.
	 * @return the reason
	 */
	public String reason() {
		return String.valueOf(getMessage());
	}

	/**
	 * Say whether something may have reached the server.
	 * @return {@code false} if certainly nothing was sent
	 */
	public boolean isSent() {
		return this.sent;
	}

	/**
	 * Return the status of an answer that is not usable.
	 * @return the status, 0 if no head of an answer has arrived
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Kinds of failures.
	 */
	public enum Kind {

		/** There was no connection, or it broke. */
		CONNECTION,

		/** Time ran out. */
		TIMEOUT,

		/** The client was closed. */
		CLOSED,

		/** The answer was larger than allowed. */
		TOO_LARGE

	}

}
