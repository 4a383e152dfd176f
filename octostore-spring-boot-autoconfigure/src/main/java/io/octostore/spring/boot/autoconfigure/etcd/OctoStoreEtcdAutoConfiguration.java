package io.octostore.spring.boot.autoconfigure.etcd;

import io.micrometer.observation.ObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import io.octostore.authority.LockAuthority;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.spring.boot.autoconfigure.InstanceDescription;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;

/**
 * Auto-configuration of locks on an etcd cluster instead of an OctoStore server: where
 * {@code octostore.etcd.endpoints} is set, or connection details of etcd are there.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = OctoStoreAutoConfiguration.class, after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(EtcdAuthority.class)
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "octostore.no-op", havingValue = false, matchIfMissing = true)
@Conditional(OctoStoreEtcdAutoConfiguration.OnEtcd.class)
@EnableConfigurationProperties(OctoStoreProperties.class)
public final class OctoStoreEtcdAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreEtcdAutoConfiguration.class);

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreEtcdAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(EtcdConnectionDetails.class)
	PropertiesEtcdConnectionDetails etcdConnectionDetails(OctoStoreProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesEtcdConnectionDetails(properties.etcd(), sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean(LockAuthority.class)
	EtcdAuthority octoStoreEtcdAuthority(OctoStoreProperties properties, EtcdConnectionDetails details,
			Environment environment, ObjectProvider<ObservationRegistry> observationRegistry) {
		if (!Binder.get(environment).bind("octostore.base-url", String.class).orElse("").isBlank()) {
			logger.warn("octostore.base-url is ignored because locks are on etcd: "
					+ "instances that use an OctoStore server are not excluded");
		}
		return new EtcdAuthorityFactory(properties, details).create(InstanceDescription.of(environment),
				observationRegistry.getIfAvailable());
	}

	/**
	 * Properties or a bean name the cluster.
	 */
	static final class OnEtcd extends AnyNestedCondition {

		OnEtcd() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(OnEtcdEndpointsCondition.class)
		static final class Endpoints {

		}

		@ConditionalOnBean(EtcdConnectionDetails.class)
		static final class Details {

		}

	}

}
