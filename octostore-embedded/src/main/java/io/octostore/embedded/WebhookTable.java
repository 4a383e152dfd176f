package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The webhooks of all users and the rules for them. Guarded by the lock of
 * {@link ServerState}.
 */
final class WebhookTable {

	private static final int MAX_PER_USER = 10;

	private static final Set<String> EVENTS = Set.of("acquired", "released", "renewed", "expired", Webhook.EVERYTHING);

	private final List<Webhook> webhooks = new ArrayList<>();

	private final boolean privateNetworks;

	private final ServerGeneration generation;

	WebhookTable(boolean privateNetworks, ServerGeneration generation) {
		this.generation = generation;
		this.privateNetworks = privateNetworks;
	}

	Webhook create(Principal principal, String url, @Nullable String secret, @Nullable List<String> events,
			@Nullable String lockPattern, Instant now) {
		String normalized = this.generation.hasPrivateWebhooks() ? WebhookUrl.normalize(url, this.privateNetworks)
				: WebhookUrl.requireHttps(url);
		List<String> wanted = (events != null) ? events : List.of(Webhook.EVERYTHING);
		if (this.generation.checksWebhookEvents() && !EVENTS.containsAll(wanted)) {
			throw new RefusedException(Refusal.INVALID_INPUT, "Invalid input: events are " + EVENTS);
		}
		if (of(principal.id()).size() >= MAX_PER_USER) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: a user has at most " + MAX_PER_USER + " webhooks");
		}
		Webhook webhook = new Webhook(UUID.randomUUID(), principal.id(), normalized, secret, List.copyOf(wanted),
				lockPattern, now);
		this.webhooks.add(webhook);
		return webhook;
	}

	/**
	 * The webhooks that may hear of a lock of this user.
	 */
	List<Webhook> hearingOf(UUID owner) {
		return this.generation.hasPrivateWebhooks() ? of(owner) : List.copyOf(this.webhooks);
	}

	ServerGeneration generation() {
		return this.generation;
	}

	List<Webhook> of(UUID userId) {
		return this.webhooks.stream().filter((webhook) -> webhook.userId().equals(userId)).toList();
	}

	void delete(Principal principal, UUID id) {
		if (!this.webhooks.removeIf((webhook) -> webhook.id().equals(id) && webhook.userId().equals(principal.id()))) {
			throw new RefusedException(Refusal.RESOURCE_NOT_FOUND, "Resource not found");
		}
	}

}
