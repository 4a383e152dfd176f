package io.octostore.spring.lock;

/**
 * Where configuration may override what {@link io.octostore.lock.DistributedLock
 * annotations} say, lock by lock. Asked once for each annotated method, when its bean is
 * created.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LockDefinitions {

	/**
	 * Find what is configured for a lock.
	 * @param name the annotation's name, placeholders resolved, without prefix and key
	 * @return the definition, {@link LockDefinition#empty()} if nothing is configured
	 */
	LockDefinition find(String name);

}
