package io.octostore;

/**
 * How sure it is that a lost lease is gone on the server.
 *
 * @since 0.1.0
 */
public enum LossCertainty {

	/** The server said so: somebody else may hold the lock already. */
	CONFIRMED,

	/**
	 * Nobody knows: the deadline passed without an answer. The server may still keep the
	 * lease for up to a fifth of its TTL, after that others may hold the lock.
	 */
	UNCERTAIN

}
