package io.octostore.lock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Balance between two times: how soon other instances get the locks of an instance that
 * does not answer any more, and how long an outage the locks survive. Locks of one
 * profile share a session.
 *
 * @since 0.1.0
 */
public enum SessionProfile {

	/** The configured TTL of the session, 30 s unless configured. */
	DEFAULT(null),

	/**
	 * TTL 10 s: locks are free 7 to 15 s after a crash, and lost after 3 s without the
	 * server, which a restart of the server takes longer than.
	 */
	FAST(Duration.ofSeconds(10)),

	/**
	 * TTL 120 s: 54 s without the server are survived, and locks are free 80 to 125 s
	 * after a crash.
	 */
	TOLERANT(Duration.ofMinutes(2));

	private final @Nullable Duration sessionTtl;

	SessionProfile(@Nullable Duration sessionTtl) {
		this.sessionTtl = sessionTtl;
	}

	/**
	 * Return the TTL of the sessions of this profile.
	 * @param configured the configured TTL
	 * @return the TTL
	 */
	public Duration sessionTtl(Duration configured) {
		return (this.sessionTtl != null) ? this.sessionTtl : configured;
	}

}
