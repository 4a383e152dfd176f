package io.octostore.lock;

/**
 * Holder of a lock, as the server sees it.
 *
 * @since 0.1.0
 */
public enum LockHolder {

	/**
	 * A private session of this instance: instances that share a bearer token exclude
	 * each other. Needs a server of release 0.14.0 or newer.
	 */
	SESSION,

	/**
	 * The user behind the bearer token. Only for servers that are older, and only if each
	 * instance of the application has a token of a user of its own: two instances with
	 * one token <em>both</em> acquire the same lock.
	 */
	TOKEN

}
