package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

/**
 * State of a lock as the server sees it: a snapshot that is old when it arrives.
 *
 * @param name name of the lock
 * @param status whether a holder has it; a lock in its cooling period counts as free
 * @param holderId public id of the holder, empty if the lock is free
 * @param fencingToken fencing token of the holder. For a free lock this is <em>not</em>
 * the last token that was given, but usually the next one: do not use it as a token
 * @param expiresAt when the holder's lease ends without renewal, by the server's clock;
 * empty if the lock is free
 * @param metadata what the holder stored with the lock, empty if nothing
 * @param acl who may acquire the lock, empty if every user may
 * @since 0.1.0
 */
public record LockInfo(String name, LockStatus status, Optional<String> holderId, long fencingToken,
		Optional<Instant> expiresAt, Optional<String> metadata, Optional<LockAclInfo> acl) {

	/**
	 * Say whether a holder has the lock.
	 * @return whether the status is {@link LockStatus#HELD}
	 */
	public boolean isHeld() {
		return this.status == LockStatus.HELD;
	}

	@Override
	public String toString() {
		return "LockInfo[name=" + this.name + ", status=" + this.status + ", holderId=" + this.holderId.orElse(null)
				+ ", fencingToken=" + this.fencingToken + ", expiresAt=" + this.expiresAt.orElse(null) + "]";
	}

}
