package io.octostore.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Answer of a server to a campaign. That another candidate leads is an answer, not an
 * error.
 *
 * @since 0.1.0
 */
public sealed interface CampaignResult {

	/**
	 * Return the leader of the room.
	 * @return the leader
	 */
	ElectionLeader leader();

	/**
	 * The candidate leads, until its TTL ends without renewal.
	 * <p>
	 * {@code toString} shows no leader token.
	 *
	 * @param leader the candidate as leader
	 * @param leaderToken what renewal and resignation need, a secret: it is the
	 * leadership
	 * @param renewAfter the server's advice when to renew, counted from the moment the
	 * request was sent
	 * @since 0.1.0
	 */
	record Elected(ElectionLeader leader, String leaderToken, Optional<Duration> renewAfter) implements CampaignResult {

		@Override
		public String toString() {
			return "Elected[" + this.leader + "]";
		}

	}

	/**
	 * Another candidate leads. This may be a term of one's own whose answer was lost: it
	 * cannot be renewed or ended, and lasts until its TTL is over.
	 *
	 * @param leader the leader
	 * @param retryAfter the server's advice when to campaign again, counted from the
	 * moment the request was sent
	 * @since 0.1.0
	 */
	record Follower(ElectionLeader leader, Optional<Duration> retryAfter) implements CampaignResult {
	}

}
