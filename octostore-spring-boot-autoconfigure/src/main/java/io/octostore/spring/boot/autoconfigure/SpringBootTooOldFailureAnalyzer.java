package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which release of Spring Boot is needed.
 */
final class SpringBootTooOldFailureAnalyzer extends AbstractFailureAnalyzer<SpringBootTooOldException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SpringBootTooOldException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Upgrade the application to Spring Boot 4, or remove the OctoStore starter.", cause);
	}

}
