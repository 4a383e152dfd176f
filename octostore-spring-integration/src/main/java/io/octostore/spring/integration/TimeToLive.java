package io.octostore.spring.integration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.octostore.lock.HeldLock;

/**
 * Gives a lock back when its time to live is over, unless it is cancelled before.
 */
final class TimeToLive {

	/** Whether the time is over; completed by whichever comes first. */
	private final CompletableFuture<Boolean> over = new CompletableFuture<>();

	private TimeToLive() {
	}

	@SuppressWarnings("FutureReturnValueIgnored") // closing a lock does not fail
	static TimeToLive start(HeldLock lock, Duration ttl) {
		TimeToLive timeToLive = new TimeToLive();
		timeToLive.over.completeOnTimeout(true, ttl.toNanos(), TimeUnit.NANOSECONDS).thenAccept((over) -> {
			if (over) {
				// Not on the thread of all timers of the JVM
				CompletableFuture.runAsync(lock::close);
			}
		});
		return timeToLive;
	}

	/**
	 * Keep the lock from being given back.
	 * @return whether it is not too late
	 */
	boolean cancel() {
		return this.over.complete(false);
	}

}
