package io.octostore.spring.lock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;

/**
 * The locks that one transaction keeps, in the order in which they were taken. Thread
 * safe.
 */
final class KeptLocks implements LockKeeper {

	/** Guarded by itself. */
	private final Map<Key, RetainedLock> locks = new LinkedHashMap<>();

	@Override
	public @Nullable RetainedLock find(OctoStoreLocks locks, String lockName) {
		synchronized (this.locks) {
			RetainedLock kept = this.locks.get(new Key(locks, lockName));
			return (kept == null || LockChecks.isClosed(kept.lock())) ? null : kept;
		}
	}

	@Override
	public void keep(OctoStoreLocks locks, String lockName, RetainedLock lock) {
		RetainedLock former;
		synchronized (this.locks) {
			former = this.locks.put(new Key(locks, lockName), lock);
		}
		if (former != null) {
			// The same lock from a body around the transaction, or one that was closed
			former.close();
		}
	}

	List<HeldLock> all() {
		synchronized (this.locks) {
			return this.locks.values().stream().map(RetainedLock::lock).toList();
		}
	}

	/**
	 * Take all locks out, the one that was taken last first.
	 */
	List<RetainedLock> removeAll() {
		synchronized (this.locks) {
			List<RetainedLock> removed = new ArrayList<>(this.locks.values());
			this.locks.clear();
			Collections.reverse(removed);
			return removed;
		}
	}

	private record Key(OctoStoreLocks locks, String name) {
	}

}
