package io.octostore.spring.boot.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.octostore.lock.LockObserver;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreClientBuilderCustomizer;
import io.octostore.spring.boot.autoconfigure.OctoStoreLocksBuilderCustomizer;
import io.octostore.spring.boot.observation.LockAcquireObservationConvention;
import io.octostore.spring.boot.observation.LockHeldObservationConvention;
import io.octostore.spring.boot.observation.ObservedLocks;

/**
 * Auto-configuration of the observations of locks, where the application has a registry
 * for them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = OctoStoreAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
@ConditionalOnBean(ObservationRegistry.class)
@EnableConfigurationProperties(OctoStoreObservationProperties.class)
public final class OctoStoreObservationAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreObservationAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	LockObserver octoStoreLockObserver(ObservationRegistry registry,
			ObjectProvider<LockAcquireObservationConvention> acquireConvention,
			ObjectProvider<LockHeldObservationConvention> heldConvention) {
		return new ObservedLocks(registry, acquireConvention.getIfAvailable(), heldConvention.getIfAvailable());
	}

	@Bean
	OctoStoreLocksBuilderCustomizer octoStoreLockObserverCustomizer(LockObserver observer) {
		return (builder) -> builder.observer(observer);
	}

	@Bean
	OctoStoreClientBuilderCustomizer octoStoreObservationCustomizer(OctoStoreObservationProperties properties) {
		return (builder) -> builder.observeBackground(properties.background());
	}

}
