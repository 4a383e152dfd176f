package io.octostore.spring.boot.autoconfigure.endpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.autoconfigure.OctoStoreOverviewAutoConfiguration;
import io.octostore.spring.boot.endpoint.EndpointOperation;
import io.octostore.spring.boot.endpoint.OctoStoreEndpoint;
import io.octostore.spring.boot.endpoint.OctoStoreWebEndpointExtension;
import io.octostore.spring.boot.overview.OverviewSource;
import io.octostore.spring.boot.pause.Pauses;

/**
 * Auto-configuration of the actuator endpoint {@code octostore}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreOverviewAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(OverviewSource.class)
@ConditionalOnAvailableEndpoint(OctoStoreEndpoint.class)
@EnableConfigurationProperties(OctoStoreEndpointProperties.class)
public final class OctoStoreEndpointAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	OctoStoreEndpoint octoStoreEndpoint(OctoStoreEndpointProperties properties, OverviewSource source,
			ObjectProvider<OctoStoreLocks> locks, ObjectProvider<Pauses> pauses, Environment environment) {
		if (properties.operations().contains(EndpointOperation.PAUSE)
				&& !environment.getProperty("octostore.pause.enabled", Boolean.class, false)) {
			throw new InvalidPropertyException("octostore.endpoint.operations", "pause",
					"It allows pausing jobs, but no instance would notice a pause",
					"Set octostore.pause.enabled to true in all instances, or leave pause out.", null);
		}
		return new OctoStoreEndpoint(source, locks::getIfAvailable, pauses::getIfAvailable, properties.operations());
	}

	@Bean
	@ConditionalOnMissingBean
	OctoStoreWebEndpointExtension octoStoreWebEndpointExtension(OctoStoreEndpoint endpoint) {
		return new OctoStoreWebEndpointExtension(endpoint);
	}

}
