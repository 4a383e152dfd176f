package io.octostore.spring.boot.autoconfigure.integration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.LockRegistry;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;
import io.octostore.spring.integration.OctoStoreLockRegistry;

/**
 * Auto-configuration of Spring Integration's lock registry. Its locks are called
 * {@code integration.<key>}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnClass({ LockRegistry.class, OctoStoreLockRegistry.class })
@ConditionalOnBean(OctoStoreLocks.class)
@ConditionalOnMissingBean(LockRegistry.class)
public final class OctoStoreIntegrationAutoConfiguration {

	private static final String REGISTRY_KEY = "integration";

	/** What the key of the registry, a dot and a hashed lock key need. */
	private static final int LEAST_ROOM = REGISTRY_KEY.length() + 30;

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreIntegrationAutoConfiguration() {
	}

	@Bean
	OctoStoreLockRegistry octoStoreLockRegistry(OctoStoreLocks locks, OctoStoreProperties properties) {
		String prefix = properties.lock().prefix();
		int prefixLength = (prefix == null || prefix.isEmpty()) ? 0 : prefix.length() + 1;
		// A longer prefix leaves no room for a hash; then the locks refuse long names
		return new OctoStoreLockRegistry(locks, REGISTRY_KEY, Math.max(LEAST_ROOM, 64 - prefixLength));
	}

}
