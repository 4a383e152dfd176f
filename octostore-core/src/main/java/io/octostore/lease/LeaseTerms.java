package io.octostore.lease;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * On which terms a lease is asked for: its own TTL, and the session under it. Immutable;
 * equal if all terms are.
 *
 * @since 0.1.0
 */
public final class LeaseTerms {

	private final Duration ttl;

	private final @Nullable Duration sessionTtl;

	private final boolean dedicated;

	private LeaseTerms(Duration ttl, @Nullable Duration sessionTtl, boolean dedicated) {
		this.ttl = ttl;
		this.sessionTtl = sessionTtl;
		this.dedicated = dedicated;
	}

	/**
	 * Terms of a lease under a session.
	 * @param ttl TTL of the lease: 1 to 3600 whole seconds, and not shorter than the
	 * session's: then the lock would be lost while the session lives
	 * @param sessionTtl TTL of the session: 10 to 300 whole seconds, which the server
	 * would change silently if they were out of range
	 * @param dedicated whether the session shall serve this one lease only
	 * @return the terms
	 * @throws OctoStoreValidationException if a TTL is out of range
	 */
	public static LeaseTerms inSession(Duration ttl, Duration sessionTtl, boolean dedicated) {
		checkSessionTtl(sessionTtl);
		checkTtl(ttl);
		if (ttl.compareTo(sessionTtl) < 0) {
			throw new OctoStoreValidationException("ttl must not be shorter than the session's TTL of "
					+ sessionTtl.toSeconds() + " s, but is " + ttl.toSeconds()
					+ " s: the session, not the lock, decides how soon a crashed holder's lock is free");
		}
		return new LeaseTerms(ttl, sessionTtl, dedicated);
	}

	/**
	 * Terms of a lease that belongs to the user behind the credentials.
	 * @param ttl TTL of the lease: 1 to 3600 whole seconds
	 * @return the terms
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public static LeaseTerms withoutSession(Duration ttl) {
		checkTtl(ttl);
		return new LeaseTerms(ttl, null, false);
	}

	/**
	 * Check the TTL of a session.
	 * @param ttl the TTL
	 * @throws OctoStoreValidationException if it is not 10 to 300 whole seconds; the
	 * server would change it silently
	 */
	public static void checkSessionTtl(Duration ttl) {
		if (!isWholeSeconds(ttl) || ttl.compareTo(LeaseTimings.MIN_SESSION_TTL) < 0
				|| ttl.compareTo(LeaseTimings.MAX_SESSION_TTL) > 0) {
			throw new OctoStoreValidationException("sessionTtl must be 10 to 300 whole seconds, but is " + ttl);
		}
	}

	private static void checkTtl(Duration ttl) {
		if (!isWholeSeconds(ttl) || ttl.toSeconds() < 1 || ttl.compareTo(LeaseTimings.MAX_LOCK_TTL) > 0) {
			throw new OctoStoreValidationException("ttl must be 1 to 3600 whole seconds, but is " + ttl);
		}
	}

	private static boolean isWholeSeconds(Duration ttl) {
		return ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
	}

	/**
	 * What is allowed but makes losses likely: a TTL of less than one and a half of the
	 * session's, or one that leaves no time for a second attempt to renew.
	 * @return the problem, for people; empty if there is none
	 */
	public Optional<String> problem() {
		if (!LeaseTimings.allowsTwoAttempts(this.ttl)) {
			return Optional.of("A lock TTL of " + this.ttl.toSeconds()
					+ " s leaves no time for a second attempt to renew the lock when the first one fails");
		}
		Duration session = this.sessionTtl;
		if (session != null && this.ttl.multipliedBy(2).compareTo(session.multipliedBy(3)) < 0) {
			return Optional.of("A lock TTL of " + this.ttl.toSeconds()
					+ " s is less than one and a half of the session's TTL of " + session.toSeconds()
					+ " s: the lock must be renewed about as often as the session, and may be lost in an outage that "
					+ "the session survives");
		}
		return Optional.empty();
	}

	/**
	 * TTL of the lease.
	 * @return the TTL
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * TTL of the session under the lease.
	 * @return the TTL, empty without a session
	 */
	public Optional<Duration> sessionTtl() {
		return Optional.ofNullable(this.sessionTtl);
	}

	/**
	 * Whether the session serves this one lease only.
	 * @return whether it is dedicated
	 */
	public boolean isDedicated() {
		return this.dedicated;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LeaseTerms terms && terms.ttl.equals(this.ttl)
				&& terms.sessionTtl().equals(sessionTtl()) && terms.dedicated == this.dedicated;
	}

	@Override
	public int hashCode() {
		return this.ttl.hashCode() + 31 * sessionTtl().hashCode();
	}

	@Override
	public String toString() {
		return "LeaseTerms[ttl=" + this.ttl + ", sessionTtl=" + this.sessionTtl + ", dedicated=" + this.dedicated + "]";
	}

}
