package io.octostore.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.election.LeaderOnlyPostProcessor;
import io.octostore.spring.election.UncheckedMethodReporter;

/**
 * Auto-configuration of methods annotated with
 * {@link io.octostore.spring.election.LeaderOnly @LeaderOnly}. Where OctoStore is
 * disabled, a warning tells which methods run on every instance.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreElectionAutoConfiguration.class)
public final class OctoStoreLeaderOnlyAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreLeaderOnlyAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnBean(LeaderElections.class)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static LeaderOnlyPostProcessor octoStoreLeaderOnlyPostProcessor(ObjectProvider<LeaderElections> elections,
			Environment environment) {
		LeaderOnlyPostProcessor processor = new LeaderOnlyPostProcessor(elections::getObject);
		processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return processor;
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(value = { LeaderOnlyPostProcessor.class, UncheckedMethodReporter.class },
			search = SearchStrategy.CURRENT)
	static UncheckedMethodReporter octoStoreUncheckedMethodReporter(Environment environment) {
		boolean enabled = environment.getProperty("octostore.enabled", Boolean.class, true);
		return new UncheckedMethodReporter(enabled ? "there are no LeaderElections" : "octostore.enabled is false");
	}

}
