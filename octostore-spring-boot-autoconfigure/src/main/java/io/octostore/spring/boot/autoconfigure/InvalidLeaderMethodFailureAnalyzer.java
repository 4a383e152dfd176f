package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.octostore.spring.election.InvalidLeaderMethodException;

/**
 * Explains which leader-only method cannot work.
 */
final class InvalidLeaderMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLeaderMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLeaderMethodException cause) {
		return new FailureAnalysis("A method is annotated with @LeaderOnly in a way that cannot work:\n\n    "
				+ cause.method() + "\n\nIt " + cause.reason() + ".", cause.cure() + ".", cause);
	}

}
