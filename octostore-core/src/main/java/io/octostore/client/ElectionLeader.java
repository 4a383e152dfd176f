package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

/**
 * The leader of an election, as every client may know it.
 * <p>
 * A candidate that finds its own id here is not the leader for that: only the answer to a
 * campaign, with its leader token, makes one the leader.
 *
 * @param candidateId what the leader called itself
 * @param term the term: a number that grows with each new leader, and serves as fencing
 * token
 * @param expiresAt when the term ends without renewal, by the server's clock
 * @param metadata what the leader stored with its campaign
 * @since 0.1.0
 */
public record ElectionLeader(String candidateId, long term, Instant expiresAt, Optional<String> metadata) {

	@Override
	public String toString() {
		return "ElectionLeader[candidateId=" + this.candidateId + ", term=" + this.term + ", expiresAt="
				+ this.expiresAt + "]";
	}

}
