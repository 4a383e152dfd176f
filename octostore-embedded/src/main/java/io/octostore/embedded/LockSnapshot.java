package io.octostore.embedded;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A lock that was held when it was looked at. Immutable.
 *
 * @since 0.1.0
 */
public final class LockSnapshot {

	private final String name;

	private final @Nullable String user;

	private final long fencingToken;

	private final Instant expiresAt;

	private final @Nullable String metadata;

	private final boolean ephemeral;

	LockSnapshot(String name, @Nullable String user, long fencingToken, Instant expiresAt, @Nullable String metadata,
			boolean ephemeral) {
		this.name = name;
		this.user = user;
		this.fencingToken = fencingToken;
		this.expiresAt = expiresAt;
		this.metadata = metadata;
		this.ephemeral = ephemeral;
	}

	/**
	 * The name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whose lock it is, be it held by the user or by one of the user's sessions.
	 * @return the user name, empty for the administrator, an election, and a
	 * {@linkplain OctoStoreServer#steal(String) stolen} lock
	 */
	public Optional<String> user() {
		return Optional.ofNullable(this.user);
	}

	/**
	 * The fencing token of the lease.
	 * @return the fencing token, at least 1
	 */
	public long fencingToken() {
		return this.fencingToken;
	}

	/**
	 * When the lease runs out, in the server's time.
	 * @return the instant of expiry
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * What the holder tells others.
	 * @return the metadata, empty if the holder gave none
	 */
	public Optional<String> metadata() {
		return Optional.ofNullable(this.metadata);
	}

	/**
	 * Whether the lock ends with a session.
	 * @return whether it was acquired as ephemeral
	 */
	public boolean ephemeral() {
		return this.ephemeral;
	}

	/**
	 * A description for messages.
	 */
	@Override
	public String toString() {
		return this.name + " held by " + Objects.requireNonNullElse(this.user, "an unknown user") + " until "
				+ this.expiresAt + ", fencing token " + this.fencingToken;
	}

}
