package io.octostore.embedded;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A request to be told of events.
 *
 * @param id its id
 * @param userId whose it is
 * @param url where to send events
 * @param secret the key of the signature
 * @param events which events to send
 * @param lockPattern which locks to tell of
 * @param createdAt when it was created
 */
record Webhook(UUID id, UUID userId, String url, @Nullable String secret, List<String> events,
		@Nullable String lockPattern, Instant createdAt) {

	static final String EVERYTHING = "*";

	boolean wants(LockEvents.Type type, String lock) {
		return (this.events.contains(EVERYTHING) || this.events.contains(type.label())) && matches(lock);
	}

	private boolean matches(String lock) {
		if (this.lockPattern == null) {
			return true;
		}
		return this.lockPattern.endsWith(EVERYTHING)
				? lock.startsWith(this.lockPattern.substring(0, this.lockPattern.length() - 1))
				: lock.equals(this.lockPattern);
	}

	Json toJson() {
		return Json.object()
			.put("id", this.id)
			.put("user_id", this.userId)
			.put("url", this.url)
			.put("secret", (this.secret != null) ? "****" : null)
			.put("events", this.events)
			.put("lock_pattern", this.lockPattern)
			.put("created_at", this.createdAt)
			.put("active", true);
	}

	@Override
	public String toString() {
		return "Webhook[" + this.id + "]";
	}

}
