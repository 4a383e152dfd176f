package io.octostore.spring.boot.autoconfigure;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.util.StringUtils;

import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.lock.LockObserver;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.history.LockEventPublisher;
import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.history.LockHistoryRecorder;
import io.octostore.spring.boot.overview.DeclaredLock;
import io.octostore.spring.boot.overview.ElectionBeans;
import io.octostore.spring.boot.overview.ElectionSource;
import io.octostore.spring.boot.overview.FireTimes;
import io.octostore.spring.boot.overview.OverviewSource;
import io.octostore.spring.boot.pause.PauseKeeper;
import io.octostore.spring.boot.pause.Pauses;
import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.spring.lock.LockedMethod;
import io.octostore.spring.lock.PausedJobs;

/**
 * Auto-configuration of the history and the overview of locks, which the endpoint and the
 * page show.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = OctoStoreAutoConfiguration.class)
@ConditionalOnBean(OctoStoreLocks.class)
public final class OctoStoreOverviewAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreOverviewAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	LockHistory octoStoreLockHistory(OctoStoreProperties properties, Environment environment) {
		String metadata = properties.lock().metadata();
		return new LockHistory((metadata != null) ? metadata : InstanceDescription.of(environment),
				InstantSource.system());
	}

	@Bean
	@ConditionalOnMissingBean
	FireTimes octoStoreFireTimes(ObjectProvider<ScheduledTaskHolder> holders) {
		return new FireTimes(holders::stream);
	}

	@Bean
	ElectionBeans octoStoreElectionBeans(ObjectProvider<LeaderElection> elections, LockHistory history) {
		return new ElectionBeans(elections::stream, history.instance());
	}

	@Bean
	@ConditionalOnMissingBean
	LockEventPublisher octoStoreLockEventPublisher(ApplicationEventPublisher publisher) {
		return new LockEventPublisher(publisher::publishEvent);
	}

	/**
	 * A listener of the locks, hence created before them. Nothing is scheduled any more
	 * once the context begins to close, after which it gives out no beans either.
	 */
	@Bean
	@ConditionalOnMissingBean
	LockHistoryRecorder octoStoreLockHistoryRecorder(LockHistory history, LockEventPublisher publisher,
			ObjectProvider<DistributedLockPostProcessor> methods, FireTimes fireTimes,
			ConfigurableApplicationContext context) {
		return new LockHistoryRecorder(history, InstantSource.system(),
				(lock) -> context.isActive() ? nextFireTime(lock, methods.getIfAvailable(), fireTimes) : null,
				publisher);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("octostore.pause.enabled")
	@ConditionalOnBooleanProperty(name = "octostore.no-op", havingValue = false, matchIfMissing = true)
	@EnableConfigurationProperties(OctoStorePauseProperties.class)
	static class PauseConfiguration {

		@Bean
		@ConditionalOnMissingBean(PausedJobs.class)
		Pauses octoStorePauses(OctoStoreProperties properties, ObjectProvider<ReactiveOctoStoreClient> client,
				LockHistory history, LockHistoryRecorder recorder, ObjectProvider<DistributedLockPostProcessor> methods,
				ObjectProvider<LockObserver> observers) {
			return new Pauses(client.getIfAvailable(OctoStoreOverviewAutoConfiguration::noPauses), prefix(properties),
					() -> jobs(methods.getIfAvailable()), history.instance(), recorder, InstantSource.system(),
					observers::orderedStream);
		}

		@Bean
		@ConditionalOnBean(Pauses.class)
		PauseKeeper octoStorePauseKeeper(Pauses pauses) {
			return new PauseKeeper(pauses);
		}

		private static List<String> jobs(@Nullable DistributedLockPostProcessor processor) {
			return (processor == null) ? List.of()
					: processor.getLockedMethods()
						.stream()
						.filter(LockedMethod::job)
						.map(LockedMethod::lock)
						.distinct()
						.toList();
		}

	}

	private static ReactiveOctoStoreClient noPauses() {
		throw new InvalidPropertyException("octostore.pause.enabled", true,
				"Jobs are paused by locks of the user of an OctoStore server, and locks are on another service",
				"Remove it.", null);
	}

	private static String prefix(OctoStoreProperties properties) {
		return StringUtils.hasLength(properties.lock().prefix()) ? properties.lock().prefix() + "." : "";
	}

	private static @Nullable Instant nextFireTime(String lock, @Nullable DistributedLockPostProcessor processor,
			FireTimes fireTimes) {
		return (processor == null) ? null
				: processor.getLockedMethods()
					.stream()
					.filter((method) -> method.lock().equals(lock))
					.map((method) -> fireTimes.next(method.method()))
					.filter((next) -> next != null)
					.min(Instant::compareTo)
					.orElse(null);
	}

	@Bean
	@ConditionalOnMissingBean
	OverviewSource octoStoreOverviewSource(OctoStoreProperties properties,
			ObjectProvider<OctoStoreConnectionDetails> details, ObjectProvider<ReactiveOctoStoreClient> client,
			ObjectProvider<LockAuthority> authority, ObjectProvider<OctoStoreLocks> locks, LockHistory history,
			ObjectProvider<DistributedLockPostProcessor> methods, FireTimes fireTimes,
			ObjectProvider<ElectionSource> elections) {
		String prefix = prefix(properties);
		OctoStoreConnectionDetails server = details.getIfAvailable();
		String address = (server != null) ? ServerAddress.shown(server.getBaseUrl())
				: authority.stream().findFirst().map(String::valueOf).orElse("");
		return new OverviewSource(address, client.getIfAvailable(), locks::getIfAvailable, history,
				() -> declared(methods.getIfAvailable(), prefix, fireTimes), prefix, () -> elections.stream().toList(),
				InstantSource.system());
	}

	private static Collection<DeclaredLock> declared(@Nullable DistributedLockPostProcessor processor, String prefix,
			FireTimes fireTimes) {
		return (processor == null) ? List.of() : processor.getLockedMethods()
			.stream()
			.map((method) -> new DeclaredLock(prefix + method.lock(), method.keyed(), fireTimes.next(method.method())))
			.toList();
	}

}
