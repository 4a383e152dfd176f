package io.octostore.lock;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The locks of a pipeline, in its context.
 *
 * @param lock the innermost lock
 * @param outer those around it
 */
record LockStack(HeldLock lock, @Nullable LockStack outer) {

	static Context push(Context context, HeldLock lock) {
		return context.put(HeldLock.class, lock)
			.put(LockStack.class,
					new LockStack(lock, context.<@Nullable LockStack>getOrDefault(LockStack.class, null)));
	}

	/**
	 * All locks, the innermost first.
	 */
	static List<HeldLock> all(ContextView context) {
		List<HeldLock> locks = new ArrayList<>();
		for (LockStack stack = context.getOrDefault(LockStack.class, null); stack != null; stack = stack.outer()) {
			locks.add(stack.lock());
		}
		return locks;
	}

}
