package io.octostore.spring.election;

import io.octostore.election.Leadership;

/**
 * Application event: this instance leads from now on.
 *
 * @param leadership the leadership, which may have ended again already
 * @since 0.1.0
 */
public record LeadershipGrantedEvent(Leadership leadership) implements LeadershipEvent {
}
