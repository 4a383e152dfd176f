package io.octostore.client.http;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Marks requests that no call waits for: keepalives, renewals, and what settles something
 * later. Each would be a trace of its own, so that they are not observed unless the
 * client is built to.
 */
public final class BackgroundRequests {

	private BackgroundRequests() {
	}

	/**
	 * Mark the requests in a context.
	 * @param context the context
	 * @return the context with the mark
	 */
	public static Context mark(Context context) {
		return context.put(BackgroundRequests.class, true);
	}

	static boolean isMarked(ContextView context) {
		return context.hasKey(BackgroundRequests.class);
	}

}
