package io.octostore.client;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What following a lock needs of its surroundings.
 */
interface FollowSource {

	/**
	 * Watch the lock once.
	 * @return the events, the first of which tells how the lock is
	 */
	Flux<LockEvent> open();

	/**
	 * Tell whether another attempt may succeed.
	 * @param failure how a watch has failed
	 * @return whether the failure passes
	 */
	Mono<Boolean> passes(Throwable failure);

	/**
	 * Return a signal that comes after a pause.
	 * @param pause how long
	 * @return emits one element
	 */
	Mono<?> after(Duration pause);

	/**
	 * Return the time that passes while a watch lives.
	 * @return nanoseconds from an arbitrary origin
	 */
	long now();

}
