package io.octostore.lease;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Settings of the engine. Immutable.
 *
 * @since 0.1.0
 */
public final class LeaseSettings {

	private final @Nullable Duration sessionTtl;

	private LeaseSettings(@Nullable Duration sessionTtl) {
		this.sessionTtl = sessionTtl;
	}

	/**
	 * Each lock is bound to a session of this engine.
	 * @param ttl TTL of the session: 10 to 300 whole seconds
	 * @return the settings
	 * @throws OctoStoreValidationException if it is out of range; the server would change
	 * it silently
	 */
	public static LeaseSettings withSession(Duration ttl) {
		if (!isWholeSeconds(ttl) || ttl.compareTo(LeaseTimings.MIN_SESSION_TTL) < 0
				|| ttl.compareTo(LeaseTimings.MAX_SESSION_TTL) > 0) {
			throw new OctoStoreValidationException("Session TTL must be 10 to 300 whole seconds, but is " + ttl);
		}
		return new LeaseSettings(ttl);
	}

	/**
	 * Each lock belongs to the user behind the credentials, which no other instance may
	 * use.
	 * @return the settings
	 */
	public static LeaseSettings withoutSession() {
		return new LeaseSettings(null);
	}

	/**
	 * TTL of the session, if there is one.
	 * @return the TTL
	 */
	public Optional<Duration> sessionTtl() {
		return Optional.ofNullable(this.sessionTtl);
	}

	/**
	 * Check the TTL of a lock.
	 * @param ttl the TTL
	 * @throws OctoStoreValidationException if it is not 1 to 3600 whole seconds, or
	 * shorter than the session's: then the lock would be lost while the session lives
	 */
	public void checkLockTtl(Duration ttl) {
		if (!isWholeSeconds(ttl) || ttl.toSeconds() < 1 || ttl.compareTo(LeaseTimings.MAX_LOCK_TTL) > 0) {
			throw new OctoStoreValidationException("Lock TTL must be 1 to 3600 whole seconds, but is " + ttl);
		}
		if (this.sessionTtl != null && ttl.compareTo(this.sessionTtl) < 0) {
			throw new OctoStoreValidationException("Lock TTL must not be shorter than the session's TTL of "
					+ this.sessionTtl.toSeconds() + " s, but is " + ttl.toSeconds()
					+ " s: the session, not the lock, decides how soon a crashed holder's lock is free");
		}
	}

	private static boolean isWholeSeconds(Duration ttl) {
		return ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
	}

}
