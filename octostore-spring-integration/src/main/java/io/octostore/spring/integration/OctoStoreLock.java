package io.octostore.spring.integration;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.support.locks.DistributedLock;

/**
 * The lock of one key. Has no state: which thread holds it is known to {@link LockHolds}.
 */
final class OctoStoreLock implements DistributedLock {

	private final LockHolds holds;

	private final String name;

	OctoStoreLock(LockHolds holds, String name) {
		this.holds = holds;
		this.name = name;
	}

	@Override
	public void lock() {
		this.holds.lockUninterruptibly(this.name, null);
	}

	@Override
	public void lock(Duration ttl) {
		this.holds.lockUninterruptibly(this.name, LockHolds.checkTtl(ttl));
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		this.holds.lock(this.name, null);
	}

	@Override
	public boolean tryLock() {
		return this.holds.tryLockUninterruptibly(this.name);
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		return this.holds.tryLock(this.name, Duration.of(time, unit.toChronoUnit()), null);
	}

	@Override
	public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
		return this.holds.tryLock(this.name, waitTime, LockHolds.checkTtl(ttl));
	}

	@Override
	public void unlock() {
		this.holds.unlock(this.name);
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("Locks on an OctoStore server have no conditions");
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OctoStoreLock lock && this.holds == lock.holds && this.name.equals(lock.name);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.holds, this.name);
	}

	@Override
	public String toString() {
		return "OctoStoreLock[" + this.name + "]";
	}

}
