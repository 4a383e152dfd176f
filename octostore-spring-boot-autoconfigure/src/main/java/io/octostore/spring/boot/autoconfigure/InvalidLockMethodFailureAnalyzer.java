package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.octostore.spring.lock.InvalidLockMethodException;

/**
 * Explains which method cannot be locked, or lacks a lock.
 */
final class InvalidLockMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLockMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLockMethodException cause) {
		return new FailureAnalysis(
				"A method cannot run as it is declared:\n\n    " + cause.method() + "\n\nIt " + cause.reason() + ".",
				cause.cure() + ".", cause);
	}

}
