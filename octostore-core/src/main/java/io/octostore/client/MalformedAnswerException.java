package io.octostore.client;

import io.octostore.OctoStoreProtocolException;

/**
 * An answer cannot be decoded; becomes an {@link OctoStoreProtocolException} that says
 * for which request. The text names members, never values.
 */
final class MalformedAnswerException extends RuntimeException {

	MalformedAnswerException(String defect) {
		super(defect, null, false, false);
	}

	String defect() {
		return String.valueOf(getMessage());
	}

}
