package io.octostore.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.spring.lock.LockAnnotationSettings;
import io.octostore.spring.lock.UnlockedMethodReporter;

/**
 * Auto-configuration of methods annotated with
 * {@link io.octostore.lock.DistributedLock @DistributedLock}. Where OctoStore or
 * annotations are disabled, a warning tells which methods run without a lock.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@EnableConfigurationProperties(OctoStoreProperties.class)
public final class OctoStoreLockingAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreLockingAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = { "octostore.enabled", "octostore.lock.annotations.enabled" },
			matchIfMissing = true)
	static DistributedLockPostProcessor distributedLockPostProcessor(ObjectProvider<OctoStoreLocks> locks,
			ObjectProvider<OctoStoreProperties> properties, Environment environment) {
		SingletonSupplier<LockAnnotationSettings> settings = SingletonSupplier
			.of(() -> new OctoStoreLocksFactory(properties.getObject()).annotationSettings());
		DistributedLockPostProcessor processor = new DistributedLockPostProcessor(locks::getObject, settings::obtain);
		processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return processor;
	}

	@Bean
	@ConditionalOnBean(DistributedLockPostProcessor.class)
	@ConditionalOnBooleanProperty(name = "spring.main.lazy-initialization", havingValue = false, matchIfMissing = true)
	UnusedDefinitionReporter unusedLockDefinitionReporter(OctoStoreProperties properties,
			DistributedLockPostProcessor processor) {
		return new UnusedDefinitionReporter(properties, processor);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean({ DistributedLockPostProcessor.class, UnlockedMethodReporter.class })
	static UnlockedMethodReporter unlockedMethodReporter(Environment environment) {
		boolean enabled = environment.getProperty("octostore.enabled", Boolean.class, true);
		return new UnlockedMethodReporter(
				enabled ? "octostore.lock.annotations.enabled is false" : "octostore.enabled is false");
	}

}
