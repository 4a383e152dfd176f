package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.spring.lock.LockAnnotationSettings;
import io.octostore.spring.lock.OtherHolders;
import io.octostore.spring.lock.PausedJobs;
import io.octostore.spring.lock.RequireLock;
import io.octostore.spring.lock.ScheduledMethodReporter;
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
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnBooleanProperty(name = { "octostore.enabled", "octostore.lock.annotations.enabled" },
			matchIfMissing = true)
	static DistributedLockPostProcessor distributedLockPostProcessor(ObjectProvider<OctoStoreLocks> locks,
			ObjectProvider<OctoStoreProperties> properties, ObjectProvider<LockDefinitionSource> definitions,
			ObjectProvider<ApplicationAvailability> availability, ObjectProvider<PausedJobs> pausedJobs,
			ObjectProvider<OtherHolders> otherHolders, Environment environment) {
		SingletonSupplier<LockAnnotationSettings> settings = SingletonSupplier.of(() -> {
			boolean always = !properties.getObject().scheduled().onlyWhileAcceptingTraffic();
			return new OctoStoreLocksFactory(properties.getObject()).annotationSettings(definitions.getObject())
				.withPausedJobs(pausedJobs.getIfAvailable(() -> PausedJobs.NONE))
				.withOtherHolders(otherHolders.getIfAvailable(() -> OtherHolders.UNKNOWN))
				.withAcceptsWork(() -> always || acceptsTraffic(availability.getIfAvailable()));
		});
		DistributedLockPostProcessor processor = new DistributedLockPostProcessor(locks::getObject, settings::obtain);
		processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
		return processor;
	}

	/**
	 * Nothing is published before the application is ready, when jobs may run already.
	 */
	private static boolean acceptsTraffic(@Nullable ApplicationAvailability availability) {
		AvailabilityChangeEvent<ReadinessState> last = (availability != null)
				? availability.getLastChangeEvent(ReadinessState.class) : null;
		return last == null || last.getState() != ReadinessState.REFUSING_TRAFFIC;
	}

	/**
	 * A listener of the locks, hence created before them. Locks that an application
	 * builds for itself have no such listener.
	 */
	@Bean
	@ConditionalOnBean(value = DistributedLockPostProcessor.class, name = "octoStoreLocks",
			search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(value = { OtherHolders.class, LockAuthority.class })
	@ConditionalOnBooleanProperty(name = "octostore.no-op", havingValue = false, matchIfMissing = true)
	RunsElsewhere octoStoreRunsElsewhere(OctoStoreProperties properties,
			ObjectProvider<ReactiveOctoStoreClient> client) {
		return new RunsElsewhere(client::getIfAvailable,
				StringUtils.hasLength(properties.lock().prefix()) ? properties.lock().prefix() + "." : "");
	}

	@Bean
	@ConditionalOnBean(value = DistributedLockPostProcessor.class, search = SearchStrategy.CURRENT)
	LockDefinitionSource octoStoreLockDefinitionSource(Environment environment) {
		return new LockDefinitionSource(environment);
	}

	@Bean
	@ConditionalOnBean(value = DistributedLockPostProcessor.class, search = SearchStrategy.CURRENT)
	LockSettingsReporter octoStoreLockSettingsReporter(ObjectProvider<OctoStoreConnectionDetails> details,
			ObjectProvider<LockAuthority> authority, LockDefinitionSource definitions,
			DistributedLockPostProcessor processor, Environment environment) {
		return new LockSettingsReporter(details.getIfAvailable(),
				authority.stream().findFirst().map(String::valueOf).orElse(""), definitions, processor, environment);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(value = { DistributedLockPostProcessor.class, UnlockedMethodReporter.class },
			search = SearchStrategy.CURRENT)
	static UnlockedMethodReporter unlockedMethodReporter(Environment environment) {
		boolean enabled = environment.getProperty("octostore.enabled", Boolean.class, true);
		return new UnlockedMethodReporter(
				enabled ? "octostore.lock.annotations.enabled is false" : "octostore.enabled is false");
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnProperty(name = "octostore.scheduled.require-lock", havingValue = "warn")
	static ScheduledMethodReporter octoStoreScheduledMethodWarner() {
		return new ScheduledMethodReporter(RequireLock.WARN);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnProperty(name = "octostore.scheduled.require-lock", havingValue = "fail")
	static ScheduledMethodReporter octoStoreScheduledMethodGuard() {
		return new ScheduledMethodReporter(RequireLock.FAIL);
	}

}
