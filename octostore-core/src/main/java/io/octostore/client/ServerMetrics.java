package io.octostore.client;

import java.time.Duration;
import java.util.Map;

/**
 * Counters and times of a server since its start.
 *
 * @param uptime how long the server has been running
 * @param totalRequests number of requests
 * @param requestsPerSecond requests per second, on average since the start
 * @param activeLocks number of locks that are held, elections included
 * @param totalUsers number of users
 * @param endpoints figures by group of endpoints: {@code acquire}, {@code release},
 * {@code renew}, {@code status}, {@code list}, {@code auth} and {@code election}
 * @param totalAcquires grants since the start
 * @param totalReleases releases since the start
 * @param memoryBytes memory of the process in bytes
 * @since 0.1.0
 */
public record ServerMetrics(Duration uptime, long totalRequests, double requestsPerSecond, long activeLocks,
		long totalUsers, Map<String, EndpointMetrics> endpoints, long totalAcquires, long totalReleases,
		long memoryBytes) {

	/**
	 * Figures of a group of endpoints. Times are in milliseconds; percentiles are the
	 * bounds of coarse buckets, the last of which has none, so that a value may be
	 * {@link Double#POSITIVE_INFINITY}.
	 *
	 * @param count number of requests
	 * @param errors how many of them failed
	 * @param minMillis shortest time, in whole milliseconds
	 * @param maxMillis longest time, in whole milliseconds
	 * @param averageMillis time on average
	 * @param p50Millis half of the requests took no longer
	 * @param p95Millis 95 % of the requests took no longer
	 * @param p99Millis 99 % of the requests took no longer
	 */
	public record EndpointMetrics(long count, long errors, long minMillis, long maxMillis, double averageMillis,
			double p50Millis, double p95Millis, double p99Millis) {
	}

}
