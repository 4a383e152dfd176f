package io.octostore.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;

/**
 * Request for a lock: its name, its TTL and its holder.
 * <p>
 * Without a session the <em>user</em> behind the token becomes the holder, so that a
 * second acquire with the same token, from whichever process, gets the same lease. With
 * {@link #withEphemeralSession(UUID)} the session becomes the holder, which is what keeps
 * instances apart that share a token; it needs a server from v0.14.0 on, and a client
 * does not send it to an older one.
 * <p>
 * Immutable. {@code toString} shows no session id.
 *
 * @since 0.1.0
 */
public final class AcquireRequest {

	private final String name;

	private final Duration ttl;

	private final @Nullable String metadata;

	private final @Nullable UUID session;

	private final boolean ephemeral;

	private final Duration lockDelay;

	private final @Nullable LockAcl acl;

	private AcquireRequest(String name, Duration ttl, @Nullable String metadata, @Nullable UUID session,
			boolean ephemeral, Duration lockDelay, @Nullable LockAcl acl) {
		this.name = name;
		this.ttl = ttl;
		this.metadata = metadata;
		this.session = session;
		this.ephemeral = ephemeral;
		this.lockDelay = lockDelay;
		this.acl = acl;
	}

	/**
	 * Create a request without session, metadata and lock delay.
	 * @param name the lock; the client checks it against its {@link LockNameRule}
	 * @param ttl how long the server keeps the lease without renewal, whole seconds from
	 * 1 to 3600
	 * @return the request
	 * @throws OctoStoreValidationException if the TTL breaks its rule
	 */
	public static AcquireRequest of(String name, Duration ttl) {
		return new AcquireRequest(Arguments.required("The lock name", name), Arguments.lockTtl(ttl), null, null, false,
				Duration.ZERO, null);
	}

	/**
	 * Return a copy with metadata, which every user that may see the lock can read.
	 * @param metadata up to 1024 Unicode code points
	 * @return the copy
	 * @throws OctoStoreValidationException if the metadata breaks its rule
	 */
	public AcquireRequest withMetadata(String metadata) {
		return new AcquireRequest(this.name, this.ttl, Arguments.metadata(metadata), this.session, this.ephemeral,
				this.lockDelay, this.acl);
	}

	/**
	 * Return a copy that names a session without making it the holder: the user remains
	 * the holder, and the lock outlives the session.
	 * @param session id of a live session of the same user
	 * @return the copy
	 */
	public AcquireRequest withSession(UUID session) {
		return new AcquireRequest(this.name, this.ttl, this.metadata, Arguments.required("The session", session), false,
				this.lockDelay, this.acl);
	}

	/**
	 * Return a copy that makes a session the holder: other sessions of the same user are
	 * kept out, and the lock is freed when the session ends.
	 * @param session id of a live session of the same user
	 * @return the copy
	 */
	public AcquireRequest withEphemeralSession(UUID session) {
		return new AcquireRequest(this.name, this.ttl, this.metadata, Arguments.required("The session", session), true,
				this.lockDelay, this.acl);
	}

	/**
	 * Return a copy with a cooling period, during which the lock is not granted after
	 * this lease was released or has expired.
	 * @param lockDelay whole seconds from 0 to 30
	 * @return the copy
	 * @throws OctoStoreValidationException if the delay breaks its rule
	 */
	public AcquireRequest withLockDelay(Duration lockDelay) {
		return new AcquireRequest(this.name, this.ttl, this.metadata, this.session, this.ephemeral,
				Arguments.lockDelay(lockDelay), this.acl);
	}

	/**
	 * Return a copy with an access list: only its users may acquire the lock, now and
	 * later. The server stores the list with the first grant that brings one; from then
	 * on a request must have the same list or none, and
	 * {@link OctoStoreClient#setLockAcl} replaces it. The caller must be on the list.
	 * @param acl who may acquire the lock
	 * @return the copy
	 */
	public AcquireRequest withAcl(LockAcl acl) {
		return new AcquireRequest(this.name, this.ttl, this.metadata, this.session, this.ephemeral, this.lockDelay,
				Arguments.required("The access list", acl));
	}

	/**
	 * Return the name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return how long the server keeps the lease without renewal.
	 * @return the TTL
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * Return the metadata that is stored with the lock.
	 * @return the metadata, empty if there is none
	 */
	public Optional<String> metadata() {
		return Optional.ofNullable(this.metadata);
	}

	/**
	 * Return the session. Its id is a secret.
	 * @return the session, empty if there is none
	 */
	public Optional<UUID> session() {
		return Optional.ofNullable(this.session);
	}

	/**
	 * Say whether the session becomes the holder.
	 * @return whether the lock is ephemeral
	 */
	public boolean isEphemeral() {
		return this.ephemeral;
	}

	/**
	 * Return the cooling period after the lease.
	 * @return the delay, zero if there is none
	 */
	public Duration lockDelay() {
		return this.lockDelay;
	}

	/**
	 * Return the access list of the lock.
	 * @return the access list, empty if the request brings none
	 */
	public Optional<LockAcl> acl() {
		return Optional.ofNullable(this.acl);
	}

	/**
	 * Say whether servers older than v0.14.0 would silently ignore a part of this
	 * request, or give it another meaning.
	 * @return whether a grant needs proof that the server honours the request
	 */
	boolean needsProof() {
		return this.session != null || !this.lockDelay.isZero() || this.acl != null;
	}

	@Override
	public String toString() {
		return "AcquireRequest[name=" + this.name + ", ttl=" + this.ttl + ", metadata="
				+ ((this.metadata != null) ? "present" : "none") + ", session="
				+ ((this.session == null) ? "none" : (this.ephemeral ? "ephemeral" : "named")) + ", lockDelay="
				+ this.lockDelay + ", acl=" + ((this.acl != null) ? "present" : "none") + "]";
	}

}
