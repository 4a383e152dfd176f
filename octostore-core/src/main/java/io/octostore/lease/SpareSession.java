package io.octostore.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A dedicated session without a lease, kept for the next attempt of a caller that waits.
 * Serial context only.
 */
final class SpareSession {

	/** Longer than callers pause between attempts. */
	private static final long TIME = Duration.ofSeconds(20).toNanos();

	private @Nullable SessionGeneration generation;

	private long until;

	void keep(SessionGeneration unused, long now) {
		this.generation = unused;
		this.until = now + TIME;
	}

	/**
	 * Its lease has come.
	 */
	void used() {
		this.generation = null;
	}

	/**
	 * The session, if it can take a lease.
	 */
	@Nullable SessionGeneration usable() {
		SessionGeneration spare = this.generation;
		return (spare != null && spare.phase() == SessionGeneration.Phase.ALIVE) ? spare : null;
	}

	boolean exists() {
		return this.generation != null;
	}

	/**
	 * End the session if no attempt came for it.
	 * @return whether there is none any more
	 */
	boolean endIfUnused(long now) {
		SessionGeneration unused = this.generation;
		if (unused == null || now < this.until) {
			return false;
		}
		this.generation = null;
		unused.owner().leaseEnded(unused);
		return true;
	}

}
