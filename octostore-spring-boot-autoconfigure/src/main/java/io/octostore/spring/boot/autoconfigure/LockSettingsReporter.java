package io.octostore.spring.boot.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;

import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.lock.DistributedLockPostProcessor;

/**
 * Says at startup which server the locks are on and how many methods run under them, and
 * warns of settings that have no effect: most likely a name was mistyped.
 */
final class LockSettingsReporter implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreLocks.class);

	private final @Nullable OctoStoreConnectionDetails details;

	private final String service;

	private final LockDefinitionSource definitions;

	private final DistributedLockPostProcessor processor;

	private final Environment environment;

	/**
	 * Create a reporter.
	 * @param details where the OctoStore server is, {@code null} for another service
	 * @param service the other service, for people
	 */
	LockSettingsReporter(@Nullable OctoStoreConnectionDetails details, String service, LockDefinitionSource definitions,
			DistributedLockPostProcessor processor, Environment environment) {
		this.details = details;
		this.service = service;
		this.definitions = definitions;
		this.processor = processor;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		int methods = this.processor.getLockedMethods().size();
		if (this.environment.getProperty("octostore.no-op", Boolean.class, false)) {
			logger.warn(
					"octostore.no-op is true: NO lock is taken on a server. {} method(s) and all other code under a lock "
							+ "may run on several instances at the same time",
					methods);
			return;
		}
		logger.info("{}: {} method(s) run under a lock", shown(), methods);
		PropertyAudit.unknown(this.environment, getClass().getClassLoader())
			.forEach((property) -> logger.warn("{} has no effect: there is no property of that name", property));
		if (this.environment.getProperty("spring.main.lazy-initialization", Boolean.class, false)) {
			// Beans may be created later
			return;
		}
		Set<String> names = this.processor.getLockNames();
		this.definitions.unused(names)
			.forEach((property) -> logger.warn("{} has no effect: no annotated method has a lock of that name, only {}",
					property, names));
		this.definitions.ambiguous(names)
			.forEach((property) -> logger
				.warn("{} applies to several locks, whose names differ only in characters other "
						+ "than letters and digits. Put the name in brackets, in a file", property));
	}

	private String shown() {
		if (this.details == null) {
			return "Locks on " + this.service;
		}
		return "OctoStore server " + ServerAddress.shown(this.details.getBaseUrl())
				+ (isHosted(this.details) ? ", the hosted service, because octostore.base-url is not set" : "");
	}

	private boolean isHosted(OctoStoreConnectionDetails details) {
		return details instanceof PropertiesOctoStoreConnectionDetails
				&& details.getBaseUrl().equals(OctoStoreClientBuilder.DEFAULT_BASE_URL)
				&& !this.environment.containsProperty("octostore.base-url");
	}

}
