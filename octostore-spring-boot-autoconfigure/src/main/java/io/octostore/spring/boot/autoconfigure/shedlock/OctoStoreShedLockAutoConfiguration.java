package io.octostore.spring.boot.autoconfigure.shedlock;

import net.javacrumbs.shedlock.core.LockProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.shedlock.OctoStoreLockProvider;
import io.octostore.shedlock.RehearsalLockProvider;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;

/**
 * Auto-configuration of ShedLock's lock provider.
 * <p>
 * Backs off where the application has a provider of its own; with
 * {@code octostore.shedlock.rehearsal=true} a task needs the locks of both.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnClass({ LockProvider.class, OctoStoreLockProvider.class })
@ConditionalOnBean(OctoStoreLocks.class)
public final class OctoStoreShedLockAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreShedLockAutoConfiguration.class);

	private static final String REHEARSAL = "octostore.shedlock.rehearsal";

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreShedLockAutoConfiguration() {
	}

	private static OctoStoreLockProvider provider(OctoStoreLocks locks, OctoStoreProperties properties) {
		String prefix = properties.lock().prefix();
		int prefixLength = (prefix == null || prefix.isEmpty()) ? 0 : prefix.length() + 1;
		// A longer prefix leaves no room for a hash; then the locks refuse long names
		int maxNameLength = Math.max(29, 64 - prefixLength);
		return new OctoStoreLockProvider(locks, properties.lock().nameRule(), maxNameLength);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(LockProvider.class)
	static class ProviderConfiguration {

		@Bean
		OctoStoreLockProvider octoStoreLockProvider(OctoStoreLocks locks, OctoStoreProperties properties,
				Environment environment) {
			if (environment.getProperty(REHEARSAL, Boolean.class, false)) {
				logger.warn("{}=true has no effect: the application has no LockProvider of its own", REHEARSAL);
			}
			return provider(locks, properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(REHEARSAL)
	@ConditionalOnBean(LockProvider.class)
	@ConditionalOnMissingBean({ OctoStoreLockProvider.class, RehearsalLockProvider.class })
	static class RehearsalConfiguration {

		@Bean
		@Primary
		RehearsalLockProvider octoStoreRehearsalLockProvider(LockProvider current, OctoStoreLocks locks,
				OctoStoreProperties properties) {
			return new RehearsalLockProvider(current, provider(locks, properties));
		}

	}

}
