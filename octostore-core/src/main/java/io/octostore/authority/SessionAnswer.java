package io.octostore.authority;

import java.time.Duration;

import io.octostore.OctoStoreException;

/**
 * Answer to the creation of a session.
 *
 * @since 0.1.0
 */
public sealed interface SessionAnswer {

	/**
	 * Created.
	 *
	 * @param id id of the session
	 * @param ttl the TTL that the authority applies
	 */
	record Created(SessionId id, Duration ttl) implements SessionAnswer {
	}

	/**
	 * Not created, and a repeat would not help.
	 *
	 * @param error why
	 */
	record Refused(OctoStoreException error) implements SessionAnswer {
	}

	/**
	 * No usable answer, or a temporary failure.
	 *
	 * @param error why
	 */
	record Failed(OctoStoreException error) implements SessionAnswer {
	}

}
