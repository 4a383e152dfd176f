package io.octostore.client.authority;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Contexts of the calls that requests about locks are sent for; for traces.
 */
public interface RequestContexts {

	/**
	 * Calls are not followed.
	 */
	RequestContexts NONE = new RequestContexts() {

		@Override
		public ContextView asking(String lockName) {
			return Context.empty();
		}

		@Override
		public ContextView holding(String lockName) {
			return Context.empty();
		}

	};

	/**
	 * Return the context of the call for which a lock is asked for.
	 * @param lockName the lock
	 * @return the context
	 */
	ContextView asking(String lockName);

	/**
	 * Return the context of the holder for which a lock is given back.
	 * @param lockName the lock
	 * @return the context
	 */
	ContextView holding(String lockName);

}
