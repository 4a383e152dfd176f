package io.octostore.client;

import io.octostore.OctoStoreValidationException;

/**
 * A bearer token, as it is sent.
 */
final class BearerToken {

	private final String headerValue;

	private BearerToken(String headerValue) {
		this.headerValue = headerValue;
	}

	static BearerToken of(String token) {
		Arguments.required("The token", token);
		if (token.isEmpty()) {
			throw new OctoStoreValidationException("The token must not be empty");
		}
		for (int index = 0; index < token.length(); index++) {
			char character = token.charAt(index);
			if (character <= ' ' || character >= 0x7f) {
				throw new OctoStoreValidationException("The token must hold printable ASCII characters only, without"
						+ " spaces and line ends, but the one at index " + index + " is another");
			}
		}
		return new BearerToken("Bearer " + token);
	}

	String headerValue() {
		return this.headerValue;
	}

	@Override
	public String toString() {
		return "BearerToken[redacted]";
	}

}
