package io.octostore.lock;

import java.util.List;
import java.util.stream.Stream;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The locks of a pipeline, in its context.
 */
final class LockStack {

	/** The name by which context propagation asks for the locks of a thread too. */
	private static final Object KEY = CurrentLock.class;

	private LockStack() {
	}

	static Context push(Context context, HeldLock lock) {
		List<HeldLock> locks = Stream.concat(Stream.of(lock), all(context).stream()).toList();
		return context.put(HeldLock.class, lock).put(KEY, locks);
	}

	/**
	 * All locks, the innermost first.
	 */
	static List<HeldLock> all(ContextView context) {
		return context.<List<HeldLock>>getOrEmpty(KEY).orElse(List.of());
	}

}
