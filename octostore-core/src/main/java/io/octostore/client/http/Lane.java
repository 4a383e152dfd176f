package io.octostore.client.http;

/**
 * Kinds of traffic that do not share connections, so that none of them waits for a pool
 * that another one has used up.
 * <p>
 * Renewal and keepalive, on which held locks live, run on an event loop of their own as
 * well. Release travels with acquire: it follows it, and finds its connection warm; a
 * release that is late costs waiting time, a renewal that is late costs the lock.
 */
public enum Lane {

	/** Everything that is in no other lane. */
	GENERAL,

	/** Renewals of leases and terms. */
	RENEWAL,

	/** Keepalives of sessions. */
	KEEPALIVE,

	/** Streams of events. */
	WATCH;

	boolean isVital() {
		return this == RENEWAL || this == KEEPALIVE;
	}

}
