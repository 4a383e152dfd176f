package io.octostore.spring.lock;

import reactor.core.publisher.Mono;

/**
 * Knows which locks other instances have, without taking them. Thread safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OtherHolders {

	/**
	 * Nothing is known of other instances.
	 */
	OtherHolders UNKNOWN = (lockName) -> Mono.empty();

	/**
	 * Ask whether another instance has a lock right now. Asked only while a cron job is
	 * overdue at this instance.
	 * @param lockName name of the lock with its key, without prefix
	 * @return what the holder says about itself; empty if no other instance has the lock;
	 * a failure if that cannot be found out
	 */
	Mono<String> find(String lockName);

}
