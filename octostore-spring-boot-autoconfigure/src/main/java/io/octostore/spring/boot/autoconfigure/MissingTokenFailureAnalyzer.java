package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that there is no token.
 */
final class MissingTokenFailureAnalyzer extends AbstractFailureAnalyzer<MissingTokenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingTokenException cause) {
		return new FailureAnalysis("No token for the OctoStore server at " + cause.baseUrl() + " is configured.",
				"""
						Do one of the following:

						  - set octostore.token, or the environment variable OCTOSTORE_TOKEN, to a bearer token of that server, or \
						octostore.token-file to a file that holds one;
						  - for development without a server, add the dependency io.octostore:octostore-embedded and set \
						octostore.embedded.enabled=true;
						  - to switch OctoStore off, so that annotated methods run without a lock, set octostore.enabled=false.""",
				cause);
	}

}
