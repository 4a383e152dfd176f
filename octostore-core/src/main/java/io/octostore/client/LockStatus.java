package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * State of a lock as the server sees it: a snapshot that is old when it arrives.
 *
 * @since 0.1.0
 */
public final class LockStatus {

	private final String name;

	private final boolean held;

	private final @Nullable String holderId;

	private final long fencingToken;

	private final @Nullable Instant expiresAt;

	private final @Nullable String metadata;

	/**
	 * Create an answer.
	 * @param name name of the lock
	 * @param held whether somebody holds it
	 * @param holderId public id of the holder, or {@code null}
	 * @param fencingToken the fencing token of the holder
	 * @param expiresAt when the lease ends without renewal, by the server's clock, or
	 * {@code null}
	 * @param metadata what the holder stored with the lock, or {@code null}
	 */
	public LockStatus(String name, boolean held, @Nullable String holderId, long fencingToken,
			@Nullable Instant expiresAt, @Nullable String metadata) {
		this.name = name;
		this.held = held;
		this.holderId = holderId;
		this.fencingToken = fencingToken;
		this.expiresAt = expiresAt;
		this.metadata = metadata;
	}

	/**
	 * Return the name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Say whether somebody holds the lock. A lock in its cooling period counts as free.
	 * @return whether it is held
	 */
	public boolean isHeld() {
		return this.held;
	}

	/**
	 * Return the public id of the holder.
	 * @return the holder, empty if the lock is free
	 */
	public Optional<String> holderId() {
		return Optional.ofNullable(this.holderId);
	}

	/**
	 * Return the fencing token of the holder. For a free lock this is <em>not</em> the
	 * last token that was given, but usually the next one: do not use it as a token.
	 * @return the token
	 */
	public long fencingToken() {
		return this.fencingToken;
	}

	/**
	 * Return when the holder's lease ends without renewal, by the server's clock.
	 * @return the end, empty if the lock is free
	 */
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(this.expiresAt);
	}

	/**
	 * Return what the holder stored with the lock.
	 * @return the metadata, empty if there is none
	 */
	public Optional<String> metadata() {
		return Optional.ofNullable(this.metadata);
	}

	@Override
	public String toString() {
		return "LockStatus[name=" + this.name + ", held=" + this.held + ", holderId=" + this.holderId
				+ ", fencingToken=" + this.fencingToken + ", expiresAt=" + this.expiresAt + "]";
	}

}
