package io.octostore.client;

import io.octostore.OctoStoreProtocolException;

/**
 * A decoded answer is about something other than what was asked; becomes an
 * {@link OctoStoreProtocolException} that says for which request.
 */
final class IdentityMismatchException extends RuntimeException {

	IdentityMismatchException(String identity) {
		super(identity, null, false, false);
	}

	String identity() {
		return String.valueOf(getMessage());
	}

}
