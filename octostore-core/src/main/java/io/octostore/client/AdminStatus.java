package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * State of a server, as its administrator sees it.
 *
 * @param healthy whether the server is well
 * @param uptime how long the server has been running
 * @param activeLocks number of locks that are held, elections included
 * @param totalUsers number of users
 * @param totalAcquires grants since the start, repeated ones and won elections included
 * @param totalReleases releases and resignations since the start
 * @param locks the locks that are held, elections included
 * @param users the users
 * @since 0.1.0
 */
public record AdminStatus(boolean healthy, Duration uptime, long activeLocks, long totalUsers, long totalAcquires,
		long totalReleases, List<Lock> locks, List<User> users) {

	/**
	 * A lock that is held.
	 *
	 * @param name name of the lock; those of elections begin with {@code __election/}
	 * @param holderUsername name of the user that holds it, {@code unknown} for a session
	 * @param metadata what is stored with the lock, empty if nothing
	 * @param fencingToken the fencing token
	 * @param expiresAt when the lease ends without renewal, by the server's clock
	 * @param remaining time until then when the server answered, in whole seconds
	 */
	public record Lock(String name, String holderUsername, Optional<String> metadata, long fencingToken,
			Instant expiresAt, Duration remaining) {
	}

	/**
	 * A user.
	 *
	 * @param id id of the user
	 * @param username name of the user
	 * @param createdAt when the server got to know the user, by its clock
	 */
	public record User(UUID id, String username, Instant createdAt) {
	}

}
