package io.octostore.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreElectionAutoConfiguration;
import io.octostore.spring.boot.metrics.ElectionMetrics;
import io.octostore.spring.boot.metrics.OctoStoreMetrics;
import io.octostore.spring.boot.observation.LockAcquireObservationConvention;
import io.octostore.spring.boot.observation.LockHeldObservationConvention;
import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.lock.DistributedLockPostProcessor;

/**
 * Auto-configuration of the meters of locks.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { OctoStoreAutoConfiguration.class, OctoStoreElectionAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, OctoStoreLocks.class })
public final class OctoStoreMetricsAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreMetricsAutoConfiguration() {
	}

	/**
	 * A listener of the locks, hence created before them.
	 */
	@Bean
	@ConditionalOnMissingBean
	OctoStoreMetrics octoStoreMetrics(ObjectProvider<OctoStoreLocks> locks,
			ObjectProvider<LockAcquireObservationConvention> acquireConvention,
			ObjectProvider<LockHeldObservationConvention> heldConvention) {
		boolean defaultConventions = acquireConvention.getIfAvailable() == null
				&& heldConvention.getIfAvailable() == null;
		return new OctoStoreMetrics(locks::getIfAvailable, defaultConventions);
	}

	@Bean
	@ConditionalOnBean(value = LeaderElections.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean
	ElectionMetrics octoStoreElectionMetrics(LeaderElections elections) {
		return new ElectionMetrics(elections.all());
	}

	@Bean
	SmartInitializingSingleton octoStoreMetricsOfAnnotatedMethods(OctoStoreMetrics metrics,
			ObjectProvider<DistributedLockPostProcessor> annotations) {
		return () -> annotations.ifAvailable((processor) -> metrics.registerLocks(processor.getLockNames()));
	}

}
