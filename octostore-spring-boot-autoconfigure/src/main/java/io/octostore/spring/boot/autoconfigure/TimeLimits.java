package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Optional;

import io.octostore.OctoStoreValidationException;
import io.octostore.lease.LeaseTimings;
import io.octostore.lock.LockHolder;
import io.octostore.lock.SessionProfile;

/**
 * Checks that the time limits leave room for each other. A limit that can never be
 * reached, because another one ends the same thing before, is a mistake in the settings;
 * the page {@code docs/operations.md} has the table of all.
 */
final class TimeLimits {

	private static final String CONNECT = "octostore.connect-timeout";

	private static final String REQUEST = "octostore.request-timeout";

	private static final String ACQUIRE = "octostore.lock.acquire-timeout";

	private static final String SESSION = "octostore.session.ttl";

	/** What is left of a claim after its first confirmation is due, in percent. */
	private static final long CONFIRMING = 46;

	private final OctoStoreProperties properties;

	TimeLimits(OctoStoreProperties properties) {
		this.properties = properties;
	}

	/**
	 * Check the limits of the client.
	 * @throws InvalidPropertyException if one is longer than another allows
	 */
	void checkClient() {
		Duration request = this.properties.requestTimeout();
		check(CONNECT, this.properties.connectTimeout(), REQUEST, request,
				"a call would end before a connection could fail");
		OctoStoreProperties.Retry retry = this.properties.retry();
		if (retry.enabled()) {
			check("octostore.retry.initial-interval", retry.initialInterval(), REQUEST, request,
					"no request would be repeated");
			check("octostore.retry.initial-interval", retry.initialInterval(), "octostore.retry.max-interval",
					retry.maxInterval(), "pauses do not become shorter");
		}
	}

	/**
	 * Check the limits of the locks.
	 * @throws InvalidPropertyException if one is longer than another allows
	 */
	void checkLocks() {
		Duration acquire = this.properties.lock().acquireTimeout();
		PropertyChecks.apply(ACQUIRE, acquire, LeaseTimings::checkAcquireTimeout);
		check(CONNECT, this.properties.connectTimeout(), ACQUIRE, acquire,
				"an acquire would end before a connection could fail");
		sessionTtl(SessionProfile.DEFAULT).ifPresent((session) -> {
			checkAcquire(session, SESSION);
			Duration left = session.multipliedBy(CONFIRMING).dividedBy(100);
			check(CONNECT, this.properties.connectTimeout(), "46 % of " + SESSION, left,
					"locks would be lost while a connection for a keepalive is being made");
		});
	}

	/**
	 * Check what the profile of a lock means for its acquire.
	 * @param profile the profile
	 * @param property the property that sets it
	 * @throws InvalidPropertyException if an acquire may take too long for it
	 */
	void checkProfile(SessionProfile profile, String property) {
		if (profile != SessionProfile.DEFAULT) {
			sessionTtl(profile).ifPresent(
					(session) -> checkAcquire(session, "the session TTL that " + property + " stands for, " + profile));
		}
	}

	private Optional<Duration> sessionTtl(SessionProfile profile) {
		return (this.properties.lock().holder() == LockHolder.SESSION)
				? Optional.of(profile.sessionTtl(this.properties.session().ttl())) : Optional.empty();
	}

	private void checkAcquire(Duration session, String other) {
		Duration acquire = this.properties.lock().acquireTimeout();
		try {
			LeaseTimings.checkAcquireTimeout(acquire, session);
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(ACQUIRE, PropertyChecks.print(acquire),
					"It must be less than 70 % of " + other + ", which is " + PropertyChecks.print(session)
							+ ": what is granted later is given back",
					"Lower it, or raise the TTL of the session.", ex);
		}
	}

	private static void check(String property, Duration value, String other, Duration limit, String why) {
		if (value.compareTo(limit) > 0) {
			throw new InvalidPropertyException(property, PropertyChecks.print(value),
					"It must not be longer than " + other + ", which is " + PropertyChecks.print(limit) + ": " + why,
					"Lower it, or raise the other one.", null);
		}
	}

}
