package io.octostore.spring.boot.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.octostore.election.LeaderElection;
import io.octostore.election.LeadershipListener;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties.Election;
import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.election.LeaderRoleController;
import io.octostore.spring.election.LeadershipEventPublisher;

/**
 * Auto-configuration of leader elections: one bean of type {@link LeaderElection} for
 * each name in {@code octostore.election}, started and stopped with the context. A
 * context whose parent has elections uses those.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnBean(OctoStoreLocks.class)
@ConditionalOnMissingBean(LeaderElections.class)
@Import(LeaderElectionRegistrar.class)
public final class OctoStoreElectionAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreElectionAutoConfiguration() {
	}

	@Bean
	LeaderElections octoStoreElections(ObjectProvider<LeaderElection> elections, OctoStoreProperties properties) {
		return new LeaderElections(elections.stream().toList(), (election) -> {
			Election settings = properties.election().get(election.name());
			return settings == null || settings.autoStart();
		});
	}

	@Bean
	LeadershipEventPublisher octoStoreLeadershipEventPublisher(ApplicationEventPublisher publisher) {
		return new LeadershipEventPublisher(publisher);
	}

	@Bean
	LeaderRoleController octoStoreLeaderRoleController(ListableBeanFactory beanFactory,
			ObjectProvider<LeaderElections> elections, OctoStoreProperties properties) {
		return new LeaderRoleController(beanFactory, elections::getObject, (election) -> {
			Election settings = properties.election().get(election);
			return (settings == null || settings.role() == null) ? election : settings.role();
		});
	}

	@Bean
	LeadershipListenerRegistrar octoStoreLeadershipListenerRegistrar(LeaderElections elections,
			LeadershipEventPublisher events, ObjectProvider<LeadershipListener> listeners, LeaderRoleController roles) {
		return new LeadershipListenerRegistrar(elections, events, listeners, roles);
	}

}
