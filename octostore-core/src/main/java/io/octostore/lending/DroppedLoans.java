package io.octostore.lending;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Finds loans that callers have dropped without closing them. A caller gets a handle, to
 * which nothing here refers; so it becomes unreachable with the caller's last reference,
 * although the {@link Loan} behind it is in use. Thread safe.
 */
final class DroppedLoans {

	private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

	/**
	 * Watch a handle.
	 * @param whenDropped run when nothing refers to the handle any more
	 * @return to be kept by what the handle is for: only a reference that is reachable is
	 * told of
	 */
	Reference<?> watch(Object handle, Runnable whenDropped) {
		return new Watch(handle, this.dropped, whenDropped);
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
