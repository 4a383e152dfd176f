package io.octostore.authority;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Abilities and limits of an authority.
 *
 * @param name the authority's name, for messages
 * @param sessionTtl TTLs that a session may have
 * @param lockTtl TTLs that a lock may have
 * @param freesByLockTtl whether a lock whose own TTL runs out becomes free although its
 * session lives; if not, only the session's end or a release frees it
 * @param userAsHolder whether a lock may belong to the user behind the credentials
 * instead of a session
 * @param locksPerUser how many locks one user may hold at a time, over all instances;
 * empty without limit
 * @param lockDelay whether a lock may be in a cooling period after a release or an expiry
 * @param watch whether locks can be watched
 * @param marksHolds whether a lock without a session can mark a hold that is longer than
 * a session
 * @since 0.1.0
 */
public record AuthorityTraits(String name, TtlRange sessionTtl, TtlRange lockTtl, boolean freesByLockTtl,
		boolean userAsHolder, OptionalInt locksPerUser, boolean lockDelay, boolean watch, boolean marksHolds) {

	/**
	 * Checks that nothing is missing.
	 * @param name the authority's name
	 * @param sessionTtl TTLs that a session may have
	 * @param lockTtl TTLs that a lock may have
	 * @param freesByLockTtl whether a lock's own TTL frees it while its session lives
	 * @param userAsHolder whether a lock may belong to a user
	 * @param locksPerUser how many locks one user may hold at a time
	 * @param lockDelay whether a lock may be in a cooling period
	 * @param watch whether locks can be watched
	 * @param marksHolds whether a lock without a session can mark a long hold
	 */
	public AuthorityTraits {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(sessionTtl, "sessionTtl");
		Objects.requireNonNull(lockTtl, "lockTtl");
		Objects.requireNonNull(locksPerUser, "locksPerUser");
	}

	/**
	 * Traits of an authority that marks long holds if a lock may belong to a user.
	 * @param name the authority's name
	 * @param sessionTtl TTLs that a session may have
	 * @param lockTtl TTLs that a lock may have
	 * @param freesByLockTtl whether a lock's own TTL frees it while its session lives
	 * @param userAsHolder whether a lock may belong to a user
	 * @param locksPerUser how many locks one user may hold at a time
	 * @param lockDelay whether a lock may be in a cooling period
	 * @param watch whether locks can be watched
	 */
	public AuthorityTraits(String name, TtlRange sessionTtl, TtlRange lockTtl, boolean freesByLockTtl,
			boolean userAsHolder, OptionalInt locksPerUser, boolean lockDelay, boolean watch) {
		this(name, sessionTtl, lockTtl, freesByLockTtl, userAsHolder, locksPerUser, lockDelay, watch, userAsHolder);
	}

}
