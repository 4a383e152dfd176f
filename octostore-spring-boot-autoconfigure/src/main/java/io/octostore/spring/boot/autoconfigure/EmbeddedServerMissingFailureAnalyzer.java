package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that the embedded server is not on the class path.
 */
final class EmbeddedServerMissingFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedServerMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedServerMissingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Add the dependency io.octostore:octostore-embedded, or remove octostore.embedded.enabled and set "
						+ "octostore.base-url and octostore.token to those of a server.",
				cause);
	}

}
