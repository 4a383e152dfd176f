package io.octostore.spring.election;

import io.octostore.election.Leadership;

/**
 * Application event: this instance leads no more.
 *
 * @param leadership the leadership, with its loss if it was lost
 * @since 0.1.0
 */
public record LeadershipRevokedEvent(Leadership leadership) implements LeadershipEvent {
}
