package io.octostore.spring.boot.autoconfigure.checkpoint;

import org.crac.Resource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;

/**
 * Auto-configuration that refuses a checkpoint of the process while locks are in use, and
 * ends their sessions before one, where {@code org.crac} is on the class path.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnClass(Resource.class)
@ConditionalOnBean(OctoStoreLocks.class)
public final class OctoStoreCheckpointAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreCheckpointAutoConfiguration() {
	}

	/**
	 * Never lazy: no other bean asks for it.
	 */
	@Bean
	@Lazy(false)
	LocksResource octoStoreLocksResource(OctoStoreLocks locks) {
		return new LocksResource(locks).register();
	}

}
