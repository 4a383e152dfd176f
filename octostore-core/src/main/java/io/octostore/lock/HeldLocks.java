package io.octostore.lock;

import java.util.List;

import io.octostore.LockLostException;

/**
 * Several locks that were acquired together, see {@link OctoStoreLocks#acquireAll}. Each
 * has a fencing token of its own.
 * <p>
 * Thread safe, as its locks are.
 *
 * @since 0.1.0
 */
public interface HeldLocks extends AutoCloseable {

	/**
	 * Return the locks.
	 * @return the locks, in the order in which they were acquired
	 */
	List<HeldLock> all();

	/**
	 * Return whether all locks are held at this instant.
	 * @return whether none is lost or closed
	 * @see HeldLock#isHeld()
	 */
	default boolean areHeld() {
		return all().stream().allMatch(HeldLock::isHeld);
	}

	/**
	 * Check that all locks are held.
	 * @throws LockLostException if one is lost
	 * @throws IllegalStateException if one was closed
	 */
	default void ensureHeld() {
		all().forEach(HeldLock::ensureHeld);
	}

	/**
	 * Release the locks, the one that was acquired last first. Never throws.
	 * @see HeldLock#close()
	 */
	@Override
	void close();

}
