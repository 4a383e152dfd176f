package io.octostore.spring.boot.autoconfigure.info;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.octostore.spring.boot.autoconfigure.OctoStoreElectionAutoConfiguration;
import io.octostore.spring.boot.info.ElectionInfoContributor;
import io.octostore.spring.election.LeaderElections;

/**
 * Auto-configuration of the info endpoint's part about leader elections.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreElectionAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnBean(value = LeaderElections.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledInfoContributor("leadership")
public final class OctoStoreElectionInfoContributorAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreElectionInfoContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ElectionInfoContributor octoStoreElectionInfoContributor(LeaderElections elections) {
		return new ElectionInfoContributor(elections.all());
	}

}
