package io.octostore.spring.integration;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * Which thread holds which lock. Threads exclude each other through the
 * {@link OctoStoreLocks}; what is kept here only makes locks reentrant and lets only
 * their holder unlock them.
 */
final class LockHolds {

	/** As long as one attempt may wait; those of {@code lock()} go on after it. */
	private static final Duration LONGEST_WAIT = Duration.ofDays(30);

	private final OctoStoreLocks locks;

	private final LockOptions options;

	/** For locks with a time to live, which is watched here, where it can be renewed. */
	private final LockOptions limited;

	private final Map<Holder, ThreadHold> holds = new ConcurrentHashMap<>();

	LockHolds(OctoStoreLocks locks, String label) {
		this.locks = locks;
		this.options = LockOptions.defaults().withLabel(label);
		this.limited = this.options.withMaxHold(Duration.ZERO);
	}

	static Duration checkTtl(Duration ttl) {
		Assert.isTrue(!ttl.isNegative() && !ttl.isZero(), () -> "ttl must be more than zero, but is " + ttl);
		return ttl;
	}

	void lockUninterruptibly(String name, @Nullable Duration ttl) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					lock(name, ttl);
					return;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	void lock(String name, @Nullable Duration ttl) throws InterruptedException {
		boolean locked = false;
		while (!locked) {
			locked = tryLock(name, LONGEST_WAIT, ttl);
		}
	}

	/**
	 * Unlike the variant with a time, this one is not for threads to be interrupted in.
	 */
	boolean tryLockUninterruptibly(String name) {
		boolean interrupted = Thread.interrupted();
		try {
			return tryLock(name, Duration.ZERO, null);
		}
		catch (InterruptedException ex) {
			interrupted = true;
			return false;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	boolean tryLock(String name, Duration waitTime, @Nullable Duration ttl) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		Holder holder = Holder.current(name);
		ThreadHold hold = this.holds.get(holder);
		if (hold != null) {
			hold.reenter();
			return true;
		}
		HeldLock lock = acquire(name, within(waitTime), (ttl != null) ? this.limited : this.options);
		if (lock == null) {
			return false;
		}
		this.holds.put(holder, new ThreadHold(lock, ttl));
		return true;
	}

	private @Nullable HeldLock acquire(String name, Duration waitTime, LockOptions options)
			throws InterruptedException {
		try {
			return acquireInTime(name, waitTime, options);
		}
		catch (LockInterruptedException ex) {
			// The flag is down where this exception is thrown
			Thread.interrupted();
			throw (InterruptedException) new InterruptedException(ex.getMessage()).initCause(ex);
		}
	}

	private @Nullable HeldLock acquireInTime(String name, Duration waitTime, LockOptions options) {
		try {
			return this.locks.acquire(name, options.withWaitFor(waitTime));
		}
		catch (LockAcquireTimeoutException ex) {
			// After a loss, attempts of callers that wait are spread over some seconds. A
			// wait that ended before the server was asked says nothing about the lock
			return (ex.getCause() != null) ? null : this.locks.tryAcquire(name, options).orElse(null);
		}
		catch (LockHeldException ex) {
			return null;
		}
	}

	private static Duration within(Duration waitTime) {
		if (waitTime.isNegative()) {
			return Duration.ZERO;
		}
		return (waitTime.compareTo(LONGEST_WAIT) < 0) ? waitTime : LONGEST_WAIT;
	}

	void unlock(String name) {
		Holder holder = Holder.current(name);
		ThreadHold hold = find(holder);
		if (!hold.leave()) {
			return;
		}
		this.holds.remove(holder);
		RuntimeException ended = hold.end();
		if (ended != null) {
			throw new ConcurrentModificationException("Lock '" + name
					+ "' had ended before it was unlocked: what it protects may have been changed by another holder",
					ended);
		}
	}

	void renew(String name, @Nullable Duration ttl) {
		if (!find(Holder.current(name)).renew(ttl)) {
			throw new IllegalStateException("Lock '" + name + "' cannot be renewed: it has ended");
		}
	}

	private ThreadHold find(Holder holder) {
		ThreadHold hold = this.holds.get(holder);
		if (hold == null) {
			throw new IllegalMonitorStateException(
					"Thread '" + holder.thread().getName() + "' does not hold lock '" + holder.name() + "'");
		}
		return hold;
	}

	/**
	 * A thread, and the lock that it holds.
	 *
	 * @param name name of the lock, without the prefix of the locks
	 * @param thread the thread
	 */
	private record Holder(String name, Thread thread) {

		static Holder current(String name) {
			return new Holder(name, Thread.currentThread());
		}

	}

}
