package io.octostore.spring.boot.autoconfigure.etcd;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.health.EtcdHealthIndicator;

/**
 * Auto-configuration of the health indicator {@code octostore} where the locks are on an
 * etcd cluster. It belongs to no probe group by default.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { OctoStoreEtcdAutoConfiguration.class, OctoStoreAutoConfiguration.class })
@ConditionalOnClass({ EtcdAuthority.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(EtcdAuthority.class)
@ConditionalOnEnabledHealthIndicator("octostore")
public final class OctoStoreEtcdHealthContributorAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreEtcdHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "octostoreHealthIndicator", "octostoreHealthContributor" })
	EtcdHealthIndicator octostoreHealthIndicator(EtcdAuthority etcd, ObjectProvider<OctoStoreLocks> locks) {
		return new EtcdHealthIndicator(etcd, locks::getIfAvailable);
	}

}
