package io.octostore;

/**
 * How sure it is that a lost lease is gone on the server.
 *
 * @since 0.1.0
 */
public enum LossCertainty {

	/** The server said so: another holder may have the lock already. */
	CONFIRMED,

	/**
	 * Unknown: the deadline passed without an answer. The server may keep the lease for
	 * up to another fifth of its TTL; after that another holder may have the lock.
	 */
	UNCERTAIN

}
