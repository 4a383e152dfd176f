package io.octostore.spring.lock;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;

/**
 * Keeps locks of bodies that have ended until something that ends later, such as the
 * transaction that their changes belong to.
 */
interface LockKeeper {

	/**
	 * Find a lock that is kept already, under which another call of the same lock runs.
	 */
	@Nullable RetainedLock find(OctoStoreLocks locks, String lockName);

	/**
	 * Keep a lock.
	 */
	void keep(OctoStoreLocks locks, String lockName, RetainedLock lock);

}
