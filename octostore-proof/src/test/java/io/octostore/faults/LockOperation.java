package io.octostore.faults;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One request about one lock as its client saw it, on one clock. What was never answered,
 * or answered without saying what happened, may have taken effect at any time after the
 * call, or never.
 *
 * @param client who sent it
 * @param name the lock
 * @param kind what it asked for
 * @param session the session of an acquire
 * @param lease the lease of a renewal or release
 * @param ttl the TTL in nanoseconds, of an acquire or renewal
 * @param call when it was sent
 * @param ret when the answer was there, {@link #NEVER} if it is unknown what happened
 * @param outcome what was answered
 * @param granted the lease of a grant
 * @param token the fencing token of a grant
 */
public record LockOperation(String client, String name, Kind kind, @Nullable UUID session, @Nullable UUID lease,
		long ttl, long call, long ret, Outcome outcome, @Nullable UUID granted, long token) {

	public static final long NEVER = Long.MAX_VALUE;

	boolean isUnknown() {
		return this.outcome == Outcome.UNKNOWN;
	}

	@Override
	public String toString() {
		return History.seconds(this.call) + ".." + ((this.ret == NEVER) ? "?" : History.seconds(this.ret)) + " "
				+ this.client + " " + this.kind + " " + this.name + History.shortId(" lease ", this.lease)
				+ History.shortId(" session ", this.session) + " -> " + this.outcome
				+ History.shortId(" lease ", this.granted) + ((this.token != 0) ? " token " + this.token : "");
	}

	/**
	 * What was asked for.
	 */
	public enum Kind {

		ACQUIRE, RENEW, RELEASE

	}

	/**
	 * What was answered.
	 */
	public enum Outcome {

		/** Acquired, renewed or released. */
		DONE,

		/** Somebody else has it. */
		HELD,

		/** The lease is not the current one, or its session is over. */
		GONE,

		/** It may or may not have taken effect. */
		UNKNOWN

	}

}
