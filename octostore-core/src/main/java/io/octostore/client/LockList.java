package io.octostore.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Locks that are held.
 * <p>
 * Servers from v0.8.0 on list the locks of <em>all</em> users that the caller may see,
 * without lease ids; older ones list the caller's own locks, with lease ids and without
 * holders ({@link #isOwnLocksOnly()}).
 *
 * @since 0.1.0
 */
public final class LockList {

	private final List<Entry> locks;

	private final @Nullable String prefix;

	private final boolean ownLocksOnly;

	/**
	 * Create an answer.
	 * @param locks the locks
	 * @param prefix the prefix that the list is restricted to, or {@code null}
	 * @param ownLocksOnly whether the locks are the caller's own
	 */
	public LockList(List<Entry> locks, @Nullable String prefix, boolean ownLocksOnly) {
		this.locks = List.copyOf(locks);
		this.prefix = prefix;
		this.ownLocksOnly = ownLocksOnly;
	}

	/**
	 * Return the locks, in no particular order.
	 * @return an unmodifiable list
	 */
	public List<Entry> locks() {
		return this.locks;
	}

	/**
	 * Return the prefix that the list is restricted to, which for users with a namespace
	 * is set by the server.
	 * @return the prefix, empty if there is none
	 */
	public Optional<String> prefix() {
		return Optional.ofNullable(this.prefix);
	}

	/**
	 * Say whether the list holds the caller's own locks only, as servers older than
	 * v0.8.0 answer.
	 * @return whether locks of others are missing
	 */
	public boolean isOwnLocksOnly() {
		return this.ownLocksOnly;
	}

	@Override
	public String toString() {
		return "LockList[locks=" + this.locks.size() + ", prefix=" + this.prefix + ", ownLocksOnly=" + this.ownLocksOnly
				+ "]";
	}

	/**
	 * A lock that is held.
	 * <p>
	 * {@code toString} shows no lease id.
	 *
	 * @since 0.1.0
	 */
	public static final class Entry {

		private final String name;

		private final @Nullable String holderId;

		private final @Nullable UUID leaseId;

		private final long fencingToken;

		private final Instant expiresAt;

		private final @Nullable String metadata;

		/**
		 * Create an entry.
		 * @param name name of the lock
		 * @param holderId public id of the holder, or {@code null}
		 * @param leaseId id of the lease, a secret, or {@code null}
		 * @param fencingToken the fencing token
		 * @param expiresAt when the lease ends without renewal, by the server's clock
		 * @param metadata what is stored with the lock, or {@code null}
		 */
		public Entry(String name, @Nullable String holderId, @Nullable UUID leaseId, long fencingToken,
				Instant expiresAt, @Nullable String metadata) {
			this.name = name;
			this.holderId = holderId;
			this.leaseId = leaseId;
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
		 * Return the public id of the holder.
		 * @return the holder, empty on servers older than v0.8.0
		 */
		public Optional<String> holderId() {
			return Optional.ofNullable(this.holderId);
		}

		/**
		 * Return the id of the lease. It is a secret.
		 * @return the id, empty on servers from v0.8.0 on
		 */
		public Optional<UUID> leaseId() {
			return Optional.ofNullable(this.leaseId);
		}

		/**
		 * Return the fencing token.
		 * @return the token
		 */
		public long fencingToken() {
			return this.fencingToken;
		}

		/**
		 * Return when the lease ends without renewal, by the server's clock.
		 * @return the end
		 */
		public Instant expiresAt() {
			return this.expiresAt;
		}

		/**
		 * Return what is stored with the lock.
		 * @return the metadata, empty if there is none
		 */
		public Optional<String> metadata() {
			return Optional.ofNullable(this.metadata);
		}

		@Override
		public String toString() {
			return "Entry[name=" + this.name + ", holderId=" + this.holderId + ", fencingToken=" + this.fencingToken
					+ ", expiresAt=" + this.expiresAt + "]";
		}

	}

}
