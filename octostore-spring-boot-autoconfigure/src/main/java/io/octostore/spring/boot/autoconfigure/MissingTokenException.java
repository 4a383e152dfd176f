package io.octostore.spring.boot.autoconfigure;

import io.octostore.OctoStoreValidationException;

/**
 * No token is configured.
 */
final class MissingTokenException extends OctoStoreValidationException {

	private final String baseUrl;

	MissingTokenException(String baseUrl) {
		super("No token for the OctoStore server is configured: set octostore.token (or the environment variable "
				+ "OCTOSTORE_TOKEN), or octostore.embedded.enabled=true");
		this.baseUrl = baseUrl;
	}

	String baseUrl() {
		return this.baseUrl;
	}

}
