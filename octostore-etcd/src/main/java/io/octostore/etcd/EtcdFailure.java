package io.octostore.etcd;

import io.octostore.OctoStoreException;

/**
 * A call that brought no usable answer, classified by what is proven.
 */
final class EtcdFailure extends RuntimeException {

	private final Kind kind;

	private final OctoStoreException error;

	private final boolean effectPossible;

	EtcdFailure(Kind kind, OctoStoreException error, boolean effectPossible) {
		super(error.getMessage(), error, false, false);
		this.kind = kind;
		this.error = error;
		this.effectPossible = effectPossible;
	}

	Kind kind() {
		return this.kind;
	}

	/**
	 * What to tell the caller.
	 */
	OctoStoreException error() {
		return this.error;
	}

	/**
	 * Whether etcd may carry the call out, or may have done so.
	 */
	boolean isEffectPossible() {
		return this.effectPossible;
	}

	/**
	 * Whether another endpoint, or the same later, may do better.
	 */
	boolean isTemporary() {
		return this.kind == Kind.UNREACHABLE || this.kind == Kind.TEMPORARY;
	}

	/**
	 * Kinds of failures.
	 */
	enum Kind {

		/** No answer, or one that did not come from etcd. */
		UNREACHABLE,

		/** etcd cannot do it at the moment: no leader, no quorum, too many requests. */
		TEMPORARY,

		/** etcd does not know the lease. */
		NO_LEASE,

		/** etcd wants another token. */
		TOKEN,

		/** etcd wants to know the user. */
		NO_USER,

		/** Authentication is switched off in etcd. */
		NO_AUTHENTICATION,

		/** A repeat would not help. */
		FINAL

	}

}
