package io.octostore.spring.integration;

import java.time.Duration;
import java.util.Objects;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.ExpirableLockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;
import org.springframework.util.Assert;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.lock.OctoStoreLocks;

/**
 * A registry of Spring Integration whose locks are held on an OctoStore server: for
 * aggregators, resequencers, file writers, {@code LockRequestHandlerAdvice} and
 * {@code LockRegistryLeaderInitiator}.
 * <p>
 * A lock belongs to the thread that locked it and is reentrant for that thread. It is
 * renewed for as long as it is held, so that no scheduler for renewals is needed. One
 * that was locked with a time to live ends when this is over, and other threads and
 * instances may have it then. When a lock has ended before its holder unlocked it,
 * {@code unlock()} throws {@link java.util.ConcurrentModificationException}: what the
 * lock protects may have been changed by another holder. Locking such a lock again, which
 * is how {@code LockRegistryLeaderInitiator} asks whether it still leads, fails with
 * {@link io.octostore.LockLostException}. Conditions are not supported.
 * <p>
 * A failure of the server or of the network is never taken for a lock that is held by
 * another instance: it is thrown as {@link io.octostore.OctoStoreException}, in
 * {@code tryLock} as well. While time to wait is left, the attempt is repeated.
 * <p>
 * The name of a lock on the server is the key of the registry, a dot and the lock key,
 * whose characters other than ASCII letters, digits, {@code -} and {@code .} are encoded;
 * see {@link LockNameRule#encode(String, int)}. Registries with equal keys and equal
 * {@link OctoStoreLocks} settings exclude each other, in one process and in several.
 * Nothing is kept for a lock that no thread holds, so that there is no cache to limit or
 * to clean.
 * <p>
 * Thread safe. Uses the {@link OctoStoreLocks} and does not close them.
 *
 * @since 0.1.0
 */
public final class OctoStoreLockRegistry
		implements ExpirableLockRegistry<DistributedLock>, RenewableLockRegistry<DistributedLock> {

	private static final int MAX_NAME_LENGTH = 64;

	private final LockHolds holds;

	private final String registryKey;

	private final int maxKeyLength;

	/**
	 * Create a registry on locks whose names have no prefix.
	 * @param locks the locks
	 * @param registryKey what the names of this registry's locks begin with: 1 to 34
	 * ASCII letters, digits, {@code -} and {@code .}
	 * @throws OctoStoreValidationException if the registry key breaks the rule
	 */
	public OctoStoreLockRegistry(OctoStoreLocks locks, String registryKey) {
		this(locks, registryKey, MAX_NAME_LENGTH);
	}

	/**
	 * Create a registry.
	 * @param locks the locks
	 * @param registryKey what the names of this registry's locks begin with: ASCII
	 * letters, digits, {@code -} and {@code .}, at least 30 fewer than a name may have
	 * @param maxNameLength how many characters a name may have before the prefix of the
	 * locks is put before it: up to 64, less the length of the prefix and its dot. Longer
	 * names are cut and get a hash
	 * @throws OctoStoreValidationException if the registry key breaks the rule or leaves
	 * too little room for lock keys
	 */
	public OctoStoreLockRegistry(OctoStoreLocks locks, String registryKey, int maxNameLength) {
		Objects.requireNonNull(locks, "locks must not be null");
		this.registryKey = LockNameRule.PORTABLE.check(registryKey);
		this.maxKeyLength = maxNameLength - registryKey.length() - 1;
		this.holds = new LockHolds(locks, registryKey);
		// Fails now rather than at the first lock if the keys have too little room
		name("x");
	}

	/**
	 * Return the lock of a key. Sends nothing.
	 * @param lockKey the key: a text that is not empty
	 * @return the lock; locks of one key are equal
	 * @throws IllegalArgumentException if the key is not a {@link String}
	 * @throws OctoStoreValidationException if the key is empty or not valid Unicode
	 */
	@Override
	public DistributedLock obtain(Object lockKey) {
		return new OctoStoreLock(this.holds, name(lockKey));
	}

	/**
	 * Let a lock that was locked with a time to live last for as long again, from now on.
	 * A lock without one needs no renewal; this only checks that it is still held.
	 * @param lockKey the key of the lock
	 * @throws IllegalMonitorStateException if the current thread has not locked the lock
	 * @throws IllegalStateException if the lock has ended
	 */
	@Override
	public void renewLock(Object lockKey) {
		this.holds.renew(name(lockKey), null);
	}

	/**
	 * Let a lock last for some time from now on.
	 * @param lockKey the key of the lock
	 * @param ttl the time, more than zero
	 * @throws IllegalMonitorStateException if the current thread has not locked the lock
	 * @throws IllegalStateException if the lock has ended
	 * @throws IllegalArgumentException if the time is not more than zero
	 */
	@Override
	public void renewLock(Object lockKey, Duration ttl) {
		this.holds.renew(name(lockKey), LockHolds.checkTtl(ttl));
	}

	/**
	 * Does nothing: there is nothing that would be kept for locks that are not locked.
	 * @param age not used
	 */
	@Override
	public void expireUnusedOlderThan(long age) {
	}

	private String name(Object lockKey) {
		Assert.isInstanceOf(String.class, lockKey, "lockKey must be a String");
		return this.registryKey + "." + LockNameRule.PORTABLE.encode((String) lockKey, this.maxKeyLength);
	}

	@Override
	public String toString() {
		return "OctoStoreLockRegistry[" + this.registryKey + "]";
	}

}
