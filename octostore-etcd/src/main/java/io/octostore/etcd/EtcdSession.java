package io.octostore.etcd;

import io.octostore.authority.SessionId;

/**
 * A session: a lease of etcd, and a key that hangs on it. The version of that key is a
 * fence against requests that arrive late: each acquire demands the version that it
 * knows, and after one without an answer the version is raised before the next answer is
 * believed.
 * <p>
 * Thread safe.
 */
final class EtcdSession {

	private final long lease;

	private final String key;

	private final Holder holder;

	/** Guarded by this object, as the other one is. */
	private long version = 1;

	private long unanswered;

	EtcdSession(long lease, String key, Holder holder) {
		this.lease = lease;
		this.key = key;
		this.holder = holder;
	}

	long lease() {
		return this.lease;
	}

	SessionId id() {
		return new SessionId(Long.toString(this.lease));
	}

	String key() {
		return this.key;
	}

	Holder holder() {
		return this.holder;
	}

	synchronized long version() {
		return this.version;
	}

	/**
	 * The version of the key is, or has become, this one.
	 */
	synchronized void hasVersion(long known) {
		this.version = Math.max(this.version, known);
	}

	/**
	 * An acquire that demanded a version may arrive at any time.
	 */
	synchronized void unanswered(long demanded) {
		this.unanswered = Math.max(this.unanswered, demanded);
	}

	/**
	 * Whether an acquire may arrive that would still be carried out.
	 */
	synchronized boolean needsFence() {
		return this.unanswered >= this.version;
	}

}
