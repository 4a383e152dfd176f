package io.octostore.spring.boot.autoconfigure;

import io.octostore.OctoStoreValidationException;

/**
 * The embedded server is enabled, but is not on the class path.
 */
final class EmbeddedServerMissingException extends OctoStoreValidationException {

	EmbeddedServerMissingException() {
		super("octostore.embedded.enabled is true, but io.octostore:octostore-embedded is not on the class path");
	}

}
