package io.octostore.client;

import java.time.Duration;

/**
 * Figures of a running server.
 *
 * @param status what the server says: {@code ok} if all is well
 * @param uptime time since the server started, in whole seconds
 * @param activeLocks locks that are held, elections included
 * @param totalUsers users that the server knows
 * @param totalAcquires grants since the start, repeats included
 * @param totalReleases releases that succeeded since the start
 * @since 0.1.0
 */
public record ServerStatus(String status, Duration uptime, long activeLocks, long totalUsers, long totalAcquires,
		long totalReleases) {
}
