package io.octostore.spring.integration;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.octostore.LockLostException;
import io.octostore.lock.HeldLock;

/**
 * A lock in the hands of a thread, which alone calls this.
 */
final class ThreadHold {

	private final HeldLock lock;

	private @Nullable TimeToLive timeToLive;

	private @Nullable Duration ttl;

	/** How often the thread has locked and not yet unlocked. */
	private int count = 1;

	ThreadHold(HeldLock lock, @Nullable Duration ttl) {
		this.lock = lock;
		renew(ttl);
	}

	/**
	 * The thread locks once more.
	 * @throws LockLostException if the lock is lost
	 * @throws IllegalStateException if its time to live is over
	 */
	void reenter() {
		this.lock.ensureHeld();
		this.count++;
	}

	/**
	 * The thread unlocks.
	 * @return whether it did so as often as it has locked
	 */
	boolean leave() {
		return --this.count == 0;
	}

	/**
	 * Let the lock last for some time from now on.
	 * @param ttl the time, or {@code null} for as long as the last time
	 * @return whether the lock is held
	 */
	boolean renew(@Nullable Duration ttl) {
		if (ttl != null) {
			this.ttl = ttl;
		}
		if (this.ttl != null) {
			if (this.timeToLive != null && !this.timeToLive.cancel()) {
				return false;
			}
			this.timeToLive = TimeToLive.start(this.lock, this.ttl);
		}
		return this.lock.isHeld();
	}

	/**
	 * Give the lock back.
	 * @return why the lock had ended before, or {@code null} if it was held
	 */
	@Nullable RuntimeException end() {
		if (this.timeToLive != null) {
			this.timeToLive.cancel();
		}
		try {
			this.lock.ensureHeld();
			return null;
		}
		catch (LockLostException | IllegalStateException ex) {
			return ex;
		}
		finally {
			this.lock.close();
		}
	}

}
