package io.octostore.client;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A lock of a {@linkplain LockList list}, which a holder has.
 * <p>
 * {@code toString} shows no lease id.
 *
 * @param name name of the lock
 * @param holderId public id of the holder, empty on servers older than v0.8.0
 * @param leaseId id of the lease, a secret; empty on servers from v0.8.0 on
 * @param fencingToken the fencing token
 * @param expiresAt when the lease ends without renewal, by the server's clock
 * @param metadata what is stored with the lock, empty if nothing
 * @since 0.1.0
 */
public record UserLock(String name, Optional<String> holderId, Optional<UUID> leaseId, long fencingToken,
		Instant expiresAt, Optional<String> metadata) {

	@Override
	public String toString() {
		return "UserLock[name=" + this.name + ", holderId=" + this.holderId.orElse(null) + ", fencingToken="
				+ this.fencingToken + ", expiresAt=" + this.expiresAt + "]";
	}

}
