package io.octostore.spring.election;

import io.octostore.election.Leadership;

/**
 * Application event: the leadership of this instance begins or ends. Listeners are called
 * on the election's thread, one after the other, and may block; see
 * {@link io.octostore.election.LeadershipListener} for what that means.
 *
 * @since 0.1.0
 */
public sealed interface LeadershipEvent permits LeadershipGrantedEvent, LeadershipRevokedEvent {

	/**
	 * The leadership that begins or has ended.
	 * @return the leadership
	 */
	Leadership leadership();

	/**
	 * Name of the election.
	 * @return the name
	 */
	default String election() {
		return leadership().name();
	}

}
