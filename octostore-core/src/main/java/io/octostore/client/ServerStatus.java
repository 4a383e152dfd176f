package io.octostore.client;

import java.time.Duration;

/**
 * Figures of a running server.
 *
 * @since 0.1.0
 */
public final class ServerStatus {

	private final String status;

	private final Duration uptime;

	private final long activeLocks;

	private final long totalUsers;

	private final long totalAcquires;

	private final long totalReleases;

	/**
	 * Create an answer.
	 * @param status what the server says
	 * @param uptime time since the server started
	 * @param activeLocks locks that are held
	 * @param totalUsers known users
	 * @param totalAcquires grants since the start
	 * @param totalReleases releases since the start
	 */
	public ServerStatus(String status, Duration uptime, long activeLocks, long totalUsers, long totalAcquires,
			long totalReleases) {
		this.status = status;
		this.uptime = uptime;
		this.activeLocks = activeLocks;
		this.totalUsers = totalUsers;
		this.totalAcquires = totalAcquires;
		this.totalReleases = totalReleases;
	}

	/**
	 * Return what the server says: {@code ok} if all is well.
	 * @return the status
	 */
	public String status() {
		return this.status;
	}

	/**
	 * Return the time since the server started.
	 * @return the time, in whole seconds
	 */
	public Duration uptime() {
		return this.uptime;
	}

	/**
	 * Return how many locks are held, elections included.
	 * @return the number
	 */
	public long activeLocks() {
		return this.activeLocks;
	}

	/**
	 * Return how many users the server knows.
	 * @return the number
	 */
	public long totalUsers() {
		return this.totalUsers;
	}

	/**
	 * Return how many acquires were granted since the start, repeats included.
	 * @return the number
	 */
	public long totalAcquires() {
		return this.totalAcquires;
	}

	/**
	 * Return how many releases succeeded since the start.
	 * @return the number
	 */
	public long totalReleases() {
		return this.totalReleases;
	}

	@Override
	public String toString() {
		return "ServerStatus[status=" + this.status + ", uptime=" + this.uptime + ", activeLocks=" + this.activeLocks
				+ "]";
	}

}
