package io.octostore.embedded;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The operations on webhooks as HTTP knows them.
 */
final class WebhookEndpoints {

	private static final BodyShape CREATE = BodyShape.of(BodyShape.required("url", BodyShape.Type.TEXT),
			BodyShape.optional("secret", BodyShape.Type.TEXT), BodyShape.optional("events", BodyShape.Type.TEXTS),
			BodyShape.optional("lock_pattern", BodyShape.Type.TEXT));

	private final WebhookTable webhooks;

	private final Authenticator authenticator;

	WebhookEndpoints(WebhookTable webhooks, Authenticator authenticator) {
		this.webhooks = webhooks;
		this.authenticator = authenticator;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.CREATE_WEBHOOK, this::create);
		endpoints.put(Operation.LIST_WEBHOOKS, this::list);
		endpoints.put(Operation.DELETE_WEBHOOK, this::delete);
	}

	private Answer create(ApiRequest request, Instant now) {
		Body body = request.json(CREATE);
		Webhook webhook = this.webhooks.create(this.authenticator.caller(request), body.requiredText("url"),
				body.text("secret"), body.texts("events"), body.text("lock_pattern"), now);
		return Answer.json(201, webhook.toJson());
	}

	private Answer list(ApiRequest request, Instant now) {
		Principal principal = this.authenticator.caller(request);
		return Answer.of(200, Answer.JSON,
				Json.toBytes(this.webhooks.of(principal.id()).stream().map(Webhook::toJson).toList()));
	}

	private Answer delete(ApiRequest request, Instant now) {
		UUID id = request.pathUuid();
		this.webhooks.delete(this.authenticator.caller(request), id);
		return Answer.empty(204);
	}

}
