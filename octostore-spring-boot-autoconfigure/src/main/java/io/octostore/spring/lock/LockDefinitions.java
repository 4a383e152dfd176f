package io.octostore.spring.lock;

/**
 * Configuration that may override {@link io.octostore.lock.DistributedLock annotations},
 * lock by lock. Asked once for each annotated method, when its bean is created.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LockDefinitions {

	/**
	 * Find the configuration of a lock.
	 * @param name the annotation's name, placeholders resolved, without prefix and key
	 * @return the definition, {@link LockDefinition#empty()} if nothing is configured
	 */
	LockDefinition find(String name);

}
