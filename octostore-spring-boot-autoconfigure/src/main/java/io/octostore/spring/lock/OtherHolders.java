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
	OtherHolders UNKNOWN = (lockName, run) -> Mono.empty();

	/**
	 * Ask whether another instance has a lock right now for a certain run of a job. Asked
	 * only while a cron job is overdue at this instance.
	 * @param lockName name of the lock with its key, without prefix
	 * @param run the run: the {@linkplain io.octostore.lock.LockOptions#note() note} with
	 * which an instance acquires the lock for it
	 * @return what the holder says about itself; empty if no other instance has the lock,
	 * or has it for another run or other work; a failure if that cannot be found out
	 */
	Mono<String> find(String lockName, String run);

}
