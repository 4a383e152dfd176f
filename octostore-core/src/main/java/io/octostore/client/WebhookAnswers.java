package io.octostore.client;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes the answers of the webhook endpoints.
 */
final class WebhookAnswers {

	private WebhookAnswers() {
	}

	static List<Webhook> list(List<JsonObject> webhooks) {
		return webhooks.stream().map(WebhookAnswers::webhook).toList();
	}

	static Webhook webhook(JsonObject body) {
		return new Webhook(body.uuid("id"), body.uuid("user_id"), url(body.string("url")),
				body.optionalString("secret") != null, Set.copyOf(events(body.strings("events"))),
				Optional.ofNullable(body.optionalString("lock_pattern")), body.instant("created_at"),
				body.bool("active"));
	}

	private static URI url(String text) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedAnswerException("member 'url' is not a URL");
		}
	}

	/**
	 * Kinds of events that this client does not know are left out.
	 */
	private static Set<LockEvent.Type> events(List<String> names) {
		Set<LockEvent.Type> events = EnumSet.noneOf(LockEvent.Type.class);
		for (String name : names) {
			if (name.equals("*")) {
				return EnumSet.allOf(LockEvent.Type.class);
			}
			LockEvent.Type type = LockAnswers.eventType(name);
			if (type != null) {
				events.add(type);
			}
		}
		return events;
	}

}
