package io.octostore.spring.boot.autoconfigure.info;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.octostore.spring.boot.autoconfigure.OctoStoreOverviewAutoConfiguration;
import io.octostore.spring.boot.info.OctoStoreInfoContributor;
import io.octostore.spring.boot.overview.OverviewSource;

/**
 * Auto-configuration of the info endpoint's part about OctoStore.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreOverviewAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(OverviewSource.class)
@ConditionalOnEnabledInfoContributor("octostore")
public final class OctoStoreInfoContributorAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreInfoContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	OctoStoreInfoContributor octoStoreInfoContributor(OverviewSource source) {
		return new OctoStoreInfoContributor(source);
	}

}
