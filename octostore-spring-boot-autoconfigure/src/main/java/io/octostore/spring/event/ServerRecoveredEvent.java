package io.octostore.spring.event;

import java.time.Duration;

/**
 * The server answers again. Published on a thread of OctoStore, or on that of a caller.
 *
 * @param outage how long it had not answered
 * @since 0.1.0
 */
public record ServerRecoveredEvent(Duration outage) {
}
