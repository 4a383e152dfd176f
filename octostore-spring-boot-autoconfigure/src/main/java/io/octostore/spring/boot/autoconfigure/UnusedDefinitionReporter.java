package io.octostore.spring.boot.autoconfigure;

import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.octostore.spring.lock.DistributedLockPostProcessor;

/**
 * Warns of definitions for locks that no annotated method has: most likely a name was
 * mistyped.
 */
final class UnusedDefinitionReporter implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UnusedDefinitionReporter.class);

	private final OctoStoreProperties properties;

	private final DistributedLockPostProcessor processor;

	UnusedDefinitionReporter(OctoStoreProperties properties, DistributedLockPostProcessor processor) {
		this.properties = properties;
		this.processor = processor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<String> names = this.processor.getLockNames();
		Set<String> unused = new TreeSet<>(this.properties.lock().definitions().keySet());
		unused.removeAll(names);
		for (String name : unused) {
			logger.warn(
					"octostore.lock.definitions.{} has no effect: no annotated method has a lock of that name, only {}",
					name, names);
		}
	}

}
