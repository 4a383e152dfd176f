package io.octostore.authority;

import io.octostore.OctoStoreException;

/**
 * Answer to a release, or to the end of a session.
 *
 * @since 0.1.0
 */
public sealed interface EndAnswer {

	/**
	 * Ended by this request.
	 */
	record Ended() implements EndAnswer {
	}

	/**
	 * Proven not to exist any more.
	 */
	record AlreadyGone() implements EndAnswer {
	}

	/**
	 * No usable answer: it may still exist.
	 *
	 * @param error why
	 */
	record Unknown(OctoStoreException error) implements EndAnswer {
	}

}
