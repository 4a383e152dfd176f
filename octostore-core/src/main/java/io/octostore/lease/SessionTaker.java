package io.octostore.lease;

import io.octostore.OctoStoreException;

/**
 * Takes the session that a lease is to hang on. One of the two is called, once.
 */
interface SessionTaker {

	void with(ServerSession session);

	/**
	 * There is no session.
	 * @param refused whether a repeat would not help
	 */
	void failed(OctoStoreException error, boolean refused);

}
