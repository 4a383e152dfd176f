package io.octostore.etcd;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.etcd.EtcdFailure.Kind;

/**
 * The requests that one call makes, one after the other. Not thread safe, and need not
 * be: each begins when the one before has ended.
 */
final class Trial {

	private final Call call;

	private final long deadline;

	private final long slice;

	private final String endpoints;

	private final boolean fresh;

	private @Nullable EtcdFailure last;

	private int failures;

	private boolean effectPossible;

	private boolean tokenRefused;

	/**
	 * Begin.
	 * @param deadline when the call must have ended
	 * @param slice how long one request may take, in nanoseconds
	 * @param fresh whether connections that were used before are to be avoided
	 */
	Trial(Call call, long deadline, long slice, Endpoints endpoints, boolean fresh) {
		this.call = call;
		this.deadline = deadline;
		this.slice = slice;
		this.endpoints = endpoints.toString();
		this.fresh = fresh;
	}

	Call call() {
		return this.call;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * When the next request must have ended: no rest is left that is too short for
	 * another one.
	 */
	long until(long now) {
		return (this.deadline - now < this.slice + this.slice / 2) ? this.deadline : now + this.slice;
	}

	boolean isFresh() {
		return this.fresh || this.failures > 0;
	}

	/**
	 * Take note of a failure.
	 * @return whether another request shall be made
	 */
	boolean failed(EtcdFailure failure) {
		this.effectPossible |= failure.isEffectPossible();
		if (this.last == null || !isOutOfTime(failure)) {
			this.last = failure;
		}
		boolean mayBeAdmitted = failure.kind() == Kind.TOKEN || failure.kind() == Kind.NO_USER;
		if (mayBeAdmitted && !this.tokenRefused) {
			this.tokenRefused = true;
			return true;
		}
		if (failure.isTemporary()) {
			this.failures++;
			return true;
		}
		return false;
	}

	/**
	 * Whether time ran out, which says less than the failure before.
	 */
	private static boolean isOutOfTime(EtcdFailure failure) {
		return failure.error() instanceof OctoStoreNetworkException error && error.isTimeout();
	}

	int failures() {
		return this.failures;
	}

	boolean isUnsettled() {
		return this.effectPossible;
	}

	/**
	 * What to tell the caller.
	 */
	EtcdFailure failure() {
		EtcdFailure known = this.last;
		if (known == null) {
			return new EtcdFailure(Kind.UNREACHABLE,
					OctoStoreNetworkException.notSent(this.call.subject() + " was not sent: time ran out before", null)
						.asTimeout(),
					false);
		}
		if (!known.isTemporary()) {
			return new EtcdFailure(known.kind(), known.error(), this.effectPossible);
		}
		OctoStoreException error = known.error();
		if (this.failures > 1 && !(error instanceof OctoStoreServerException)) {
			String message = this.call.subject() + " got no usable answer from etcd at " + this.endpoints + " in "
					+ this.failures + " requests: " + error.getMessage();
			error = this.effectPossible ? OctoStoreNetworkException.unanswered(message, null)
					: OctoStoreNetworkException.notSent(message, null);
		}
		return new EtcdFailure(known.kind(), error, this.effectPossible);
	}

}
