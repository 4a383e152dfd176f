package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.octostore.spring.lock.InvalidLockMethodException;

/**
 * Explains which annotated method cannot be locked.
 */
final class InvalidLockMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLockMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLockMethodException cause) {
		return new FailureAnalysis("A method does not fit the rules of @DistributedLock:\n\n    " + cause.method()
				+ "\n\nIt " + cause.reason() + ".", cause.cure() + ".", cause);
	}

}
