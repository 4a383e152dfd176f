package io.octostore.spring.boot.autoconfigure.health;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.health.OctoStoreHealthIndicator;

/**
 * Auto-configuration of the health indicator {@code octostore}. It belongs to no probe
 * group by default: an application that can work without locks should not be restarted or
 * taken out of service because the server is away.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnClass({ ReactiveHealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ReactiveOctoStoreClient.class)
@ConditionalOnEnabledHealthIndicator("octostore")
@ConditionalOnBooleanProperty(name = "octostore.no-op", havingValue = false, matchIfMissing = true)
public final class OctoStoreHealthContributorAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "octostoreHealthIndicator", "octostoreHealthContributor" })
	OctoStoreHealthIndicator octostoreHealthIndicator(ReactiveOctoStoreClient client,
			ObjectProvider<OctoStoreLocks> locks, ObjectProvider<LeaderElection> elections) {
		return new OctoStoreHealthIndicator(client, locks::getIfAvailable, () -> elections.stream().toList());
	}

}
