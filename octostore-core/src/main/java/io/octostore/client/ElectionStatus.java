package io.octostore.client;

import java.time.Duration;
import java.util.Optional;

/**
 * State of an election as the server sees it: a snapshot that is old when it arrives.
 *
 * @param electionId id of the room
 * @param leader the leader, empty if there is none
 * @param retryAfter the server's advice when to campaign: when the leader's term ends
 * without renewal, counted from the moment the request was sent
 * @since 0.1.0
 */
public record ElectionStatus(String electionId, Optional<ElectionLeader> leader, Optional<Duration> retryAfter) {

	/**
	 * Say whether the room is vacant.
	 * @return whether a campaign would have won at that instant
	 */
	public boolean isVacant() {
		return this.leader.isEmpty();
	}

}
