package io.octostore.spring.boot.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Explains that there are no beans of OctoStore because it is disabled.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OctoStoreDisabledFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final Set<Class<?>> BEANS = Set.of(OctoStoreLocks.class, ReactiveOctoStoreLocks.class,
			LocksControl.class, OctoStoreClient.class, ReactiveOctoStoreClient.class);

	private final Environment environment;

	OctoStoreDisabledFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = (cause.getResolvableType() != null) ? cause.getResolvableType().resolve() : null;
		if (type == null || !BEANS.contains(type)
				|| this.environment.getProperty("octostore.enabled", Boolean.class, true)) {
			return null;
		}
		return new FailureAnalysis(
				"A bean needs " + type.getName() + ", but there is none because octostore.enabled is false.",
				"""
						Do one of the following:

						  - remove octostore.enabled=false;
						  - set octostore.no-op=true instead: the beans are there, and locks exclude callers of this instance only;
						  - let the bean do without: inject ObjectProvider<%s>."""
					.formatted(type.getSimpleName()),
				cause);
	}

}
