package io.octostore.spring.boot.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.octostore.authority.LockAuthority;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.LockListener;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Auto-configuration of the client and the locks. The client backs off where another
 * {@link LockAuthority} than an OctoStore server is there; the locks take any.
 * <p>
 * A missing token or an unusable property fails the start; a missing server does not.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OctoStoreProperties.class)
public final class OctoStoreAutoConfiguration {

	private static final String ENDPOINTS = "octostore.etcd.endpoints";

	private static final String ETCD = "io.octostore.etcd.EtcdAuthority";

	OctoStoreAutoConfiguration(Environment environment) {
		PropertyAudit.checkUnits(environment);
		checkEtcd(environment);
	}

	/**
	 * Locks on another service than the one that was meant exclude nothing.
	 */
	private static void checkEtcd(Environment environment) {
		boolean set = Binder.get(environment).bind(ENDPOINTS, Bindable.listOf(String.class)).isBound();
		if (set && !ClassUtils.isPresent(ETCD, null)) {
			throw new InvalidPropertyException(ENDPOINTS, null, "octostore-etcd is not on the class path",
					"Depend on io.octostore:octostore-spring-boot-starter-etcd, or remove the property.", null);
		}
	}

	@Bean
	@ConditionalOnMissingBean({ OctoStoreConnectionDetails.class, LockAuthority.class })
	PropertiesOctoStoreConnectionDetails octoStoreConnectionDetails(OctoStoreProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		if (properties.embedded().enabled()) {
			// Its auto-configuration would have given the details, were it on the class
			// path
			throw new EmbeddedServerMissingException();
		}
		return new PropertiesOctoStoreConnectionDetails(properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean({ OctoStoreClient.class, ReactiveOctoStoreClient.class, LockAuthority.class })
	OctoStoreClient octoStoreClient(OctoStoreProperties properties, OctoStoreConnectionDetails details,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<OctoStoreClientBuilderCustomizer> customizers) {
		return new OctoStoreClientFactory(properties, details).create(observationRegistry.getIfAvailable(),
				customizers.orderedStream().toList());
	}

	/**
	 * The same client; the bean that it comes from closes it.
	 */
	@Bean(destroyMethod = "")
	@ConditionalOnBean(OctoStoreClient.class)
	@ConditionalOnMissingBean
	ReactiveOctoStoreClient reactiveOctoStoreClient(OctoStoreClient client) {
		return client.reactive();
	}

	@Bean
	@ConditionalOnMissingBean
	OctoStoreLocks octoStoreLocks(OctoStoreProperties properties, ObjectProvider<LockAuthority> authority,
			ObjectProvider<OctoStoreConnectionDetails> details, ObjectProvider<ReactiveOctoStoreClient> client,
			Environment environment, ObjectProvider<LockListener> listeners,
			ObjectProvider<OctoStoreLocksBuilderCustomizer> customizers) {
		LockAuthority other = authority.getIfAvailable();
		OctoStoreLocksFactory factory = new OctoStoreLocksFactory(properties);
		OctoStoreLocksBuilder builder = (other != null) ? factory.builder(other)
				: factory.builder(client.getObject(), details.getObject()::getAdditionalTokens);
		return factory.create(builder, InstanceDescription.of(environment), listeners.orderedStream().toList(),
				customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveOctoStoreLocks reactiveOctoStoreLocks(OctoStoreLocks locks) {
		return locks.reactive();
	}

	/**
	 * A context closes the locks that it has created, and not those of its parent.
	 */
	@Bean
	@ConditionalOnBean(value = OctoStoreLocks.class, search = SearchStrategy.CURRENT)
	OctoStoreLocksLifecycle octoStoreLocksLifecycle(OctoStoreLocks locks, OctoStoreProperties properties,
			ApplicationContext context) {
		return new OctoStoreLocksLifecycle(locks, properties.lock().shutdownTimeout(), context);
	}

	@Bean
	@ConditionalOnBooleanProperty("octostore.warm-up")
	LocksWarmUp octoStoreLocksWarmUp(OctoStoreLocks locks) {
		return new LocksWarmUp(locks);
	}

}
