package io.octostore.lock;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Finds locks that callers have dropped without closing them. What a caller gets is a
 * {@link LockHandle}, to which nothing here refers; so it becomes unreachable with the
 * caller's last reference, although the {@link BorrowedLock} behind it is in use. Thread
 * safe.
 */
final class DroppedLocks {

	private final ReferenceQueue<HeldLock> dropped = new ReferenceQueue<>();

	/**
	 * Hand a lock to a caller.
	 */
	HeldLock watch(BorrowedLock lock) {
		LockHandle handle = new LockHandle(lock);
		lock.watchedBy(new Watch(handle, this.dropped, lock));
		return handle;
	}

	/**
	 * Release what was dropped. In the engine's serial context.
	 */
	void release() {
		for (Reference<?> found = this.dropped.poll(); found != null; found = this.dropped.poll()) {
			if (found instanceof Watch watch) {
				watch.lock.dropped();
			}
		}
	}

	private static final class Watch extends PhantomReference<HeldLock> {

		private final BorrowedLock lock;

		Watch(LockHandle handle, ReferenceQueue<HeldLock> queue, BorrowedLock lock) {
			super(handle, queue);
			this.lock = lock;
		}

	}

}
