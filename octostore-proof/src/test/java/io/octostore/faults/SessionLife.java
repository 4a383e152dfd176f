package io.octostore.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known about the life of one session: when it was confirmed and when it was
 * ended.
 */
public final class SessionLife {

	private final long ttl;

	private final List<Confirmed> confirmations = new ArrayList<>();

	private long endAsked = LockOperation.NEVER;

	private long endDone = LockOperation.NEVER;

	public SessionLife(long ttl) {
		this.ttl = ttl;
	}

	/**
	 * It was created or kept alive.
	 */
	public SessionLife confirmed(long call, long ret) {
		this.confirmations.add(new Confirmed(call, ret));
		return this;
	}

	public SessionLife endAsked(long call) {
		this.endAsked = Math.min(this.endAsked, call);
		return this;
	}

	public SessionLife endDone(long ret) {
		this.endDone = Math.min(this.endDone, ret);
		return this;
	}

	/**
	 * Whether it may be over at some instant from {@code lower} to {@code upper}: the
	 * server stamps between call and return, so that call plus TTL is the earliest
	 * expiry.
	 */
	boolean mayBeOver(long lower, long upper, long tolerance) {
		if (this.endAsked <= upper) {
			return true;
		}
		long notBefore = Long.MIN_VALUE;
		for (Confirmed confirmed : this.confirmations) {
			if (confirmed.ret() <= lower) {
				notBefore = Math.max(notBefore, confirmed.call() + this.ttl);
			}
		}
		return upper >= notBefore - tolerance;
	}

	/**
	 * Whether its end was confirmed before {@code instant}.
	 */
	boolean isOver(long instant) {
		return this.endDone < instant;
	}

	private record Confirmed(long call, long ret) {
	}

}
