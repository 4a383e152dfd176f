package io.octostore.lock;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Finds locks that callers have dropped without closing them. What a caller gets is a
 * {@link LockHandle} or a {@link Retention}, to which nothing here refers; so it becomes
 * unreachable with the caller's last reference, although the {@link BorrowedLock} behind
 * it is in use. Thread safe.
 */
final class DroppedLocks {

	private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

	/**
	 * Hand a lock to a caller.
	 */
	HeldLock watch(BorrowedLock lock) {
		LockHandle handle = new LockHandle(lock);
		lock.watchedBy(new Watch(handle, this.dropped, lock::dropped));
		return handle;
	}

	/**
	 * Hand a further use of a lock to a caller.
	 */
	RetainedLock watch(BorrowedLock lock, Retention retention) {
		Retention.Use use = retention.use();
		lock.watchedBy(new Watch(retention, this.dropped, () -> lock.dropped(use)));
		return retention;
	}

	/**
	 * Release what was dropped. In the engine's serial context.
	 */
	void release() {
		for (Reference<?> found = this.dropped.poll(); found != null; found = this.dropped.poll()) {
			if (found instanceof Watch watch) {
				watch.action.run();
			}
		}
	}

	private static final class Watch extends PhantomReference<Object> {

		private final Runnable action;

		Watch(Object handle, ReferenceQueue<Object> queue, Runnable action) {
			super(handle, queue);
			this.action = action;
		}

	}

}
