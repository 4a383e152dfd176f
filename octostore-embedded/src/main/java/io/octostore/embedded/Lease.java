package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One grant of a lock. It stays in the {@link LockTable} after its expiry until a sweep
 * or the next grant removes it.
 */
final class Lease {

	private final String name;

	private final UUID leaseId;

	private final UUID holder;

	private final UUID owner;

	private final long fencingToken;

	private final @Nullable String metadata;

	private final @Nullable UUID sessionId;

	private final boolean ephemeral;

	private final int delaySeconds;

	private final Instant acquiredAt;

	private Instant expiresAt;

	Lease(Terms terms, long fencingToken, Instant acquiredAt, Instant expiresAt) {
		this.acquiredAt = acquiredAt;
		this.name = terms.name();
		this.leaseId = UUID.randomUUID();
		this.holder = terms.holder();
		this.owner = terms.owner();
		this.fencingToken = fencingToken;
		this.metadata = terms.metadata();
		this.sessionId = terms.sessionId();
		this.ephemeral = terms.ephemeral();
		this.delaySeconds = terms.delaySeconds();
		this.expiresAt = expiresAt;
	}

	String name() {
		return this.name;
	}

	UUID leaseId() {
		return this.leaseId;
	}

	/** The user, or the session of an ephemeral lock. */
	UUID holder() {
		return this.holder;
	}

	/** The user, also of an ephemeral lock. */
	UUID owner() {
		return this.owner;
	}

	long fencingToken() {
		return this.fencingToken;
	}

	@Nullable String metadata() {
		return this.metadata;
	}

	@Nullable UUID sessionId() {
		return this.sessionId;
	}

	boolean ephemeral() {
		return this.ephemeral;
	}

	int delaySeconds() {
		return this.delaySeconds;
	}

	Instant acquiredAt() {
		return this.acquiredAt;
	}

	Instant expiresAt() {
		return this.expiresAt;
	}

	void expireAt(Instant instant) {
		this.expiresAt = instant;
	}

	/** The whole milliseconds until the expiry, not negative. */
	long remainingMillis(Instant now) {
		return Math.max(Duration.between(now, this.expiresAt).toMillis(), 0);
	}

	/** Over for readers: the instant of expiry itself still belongs to the lease. */
	boolean isOverFor(Instant now) {
		return now.isAfter(this.expiresAt);
	}

	/** Over for a request that takes or renews it, and for the sweep. */
	boolean mayBeTakenAt(Instant now) {
		return !now.isBefore(this.expiresAt);
	}

	/**
	 * What a lease is granted for.
	 *
	 * @param name the name of the lock
	 * @param holder the user, or the session of an ephemeral lock
	 * @param owner the user
	 * @param metadata what the holder tells others
	 * @param sessionId the session through which the lock was acquired
	 * @param ephemeral whether the lock ends with the session
	 * @param delaySeconds the lock delay
	 */
	record Terms(String name, UUID holder, UUID owner, @Nullable String metadata, @Nullable UUID sessionId,
			boolean ephemeral, int delaySeconds) {

	}

}
