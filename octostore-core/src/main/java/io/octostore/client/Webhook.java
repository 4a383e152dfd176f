package io.octostore.client;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A webhook of the caller.
 * <p>
 * {@code toString} shows no more of the URL than its host.
 *
 * @param id id of the webhook
 * @param userId id of the user that it belongs to
 * @param url where the server posts events
 * @param signed whether the server signs them; it never shows the secret
 * @param events which kinds of events it posts
 * @param lockPattern name of the lock, or the beginning of names and a {@code *}; empty
 * for all locks
 * @param createdAt when it was created, by the server's clock
 * @param active whether events are posted
 * @since 0.1.0
 */
public record Webhook(UUID id, UUID userId, URI url, boolean signed, Set<LockEvent.Type> events,
		Optional<String> lockPattern, Instant createdAt, boolean active) {

	@Override
	public String toString() {
		return "Webhook[id=" + this.id + ", host=" + this.url.getHost() + ", signed=" + this.signed + ", events="
				+ this.events + ", lockPattern=" + this.lockPattern.orElse(null) + ", active=" + this.active + "]";
	}

}
