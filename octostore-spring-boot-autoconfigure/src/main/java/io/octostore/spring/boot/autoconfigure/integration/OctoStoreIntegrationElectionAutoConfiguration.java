package io.octostore.spring.boot.autoconfigure.integration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.Context;

import io.octostore.spring.boot.autoconfigure.OctoStoreElectionAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties.Election;
import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.integration.LeaderEventListener;

/**
 * Auto-configuration of Spring Integration's leader events, which start and stop its
 * endpoints by their role.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreElectionAutoConfiguration.class)
@ConditionalOnClass({ Context.class, LeaderEventListener.class })
@ConditionalOnBean(value = LeaderElections.class, search = SearchStrategy.CURRENT)
public final class OctoStoreIntegrationElectionAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreIntegrationElectionAutoConfiguration() {
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@ConditionalOnMissingBean
	LeaderEventListener octoStoreLeaderEventListener(ObjectProvider<LeaderElections> elections,
			OctoStoreProperties properties, ApplicationEventPublisher publisher) {
		return new LeaderEventListener((name) -> elections.getObject().get(name), (name) -> {
			Election settings = properties.election().get(name);
			return (settings == null || settings.role() == null) ? name : settings.role();
		}, publisher);
	}

}
