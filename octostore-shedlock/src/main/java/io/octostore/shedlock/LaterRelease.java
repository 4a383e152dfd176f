package io.octostore.shedlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.octostore.lock.HeldLock;

/**
 * Gives a lock back after some time, unless that is cancelled before.
 */
final class LaterRelease {

	/** The longest time that fits into nanoseconds, about 292 years. */
	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	/** Whether the time is over; completed by whichever comes first. */
	private final CompletableFuture<Boolean> over = new CompletableFuture<>();

	private LaterRelease() {
	}

	@SuppressWarnings("FutureReturnValueIgnored") // closing a lock does not fail
	static LaterRelease start(HeldLock lock, Duration after, Runnable before) {
		LaterRelease release = new LaterRelease();
		Duration delay = (after.compareTo(FOREVER) < 0) ? after : FOREVER;
		release.over.completeOnTimeout(true, delay.toNanos(), TimeUnit.NANOSECONDS).thenAccept((over) -> {
			if (over) {
				// Not on the thread of all timers of the JVM
				CompletableFuture.runAsync(() -> {
					before.run();
					lock.close();
				});
			}
		});
		return release;
	}

	/**
	 * Keep the lock from being given back.
	 * @return whether it is not too late
	 */
	boolean cancel() {
		return this.over.complete(false);
	}

}
