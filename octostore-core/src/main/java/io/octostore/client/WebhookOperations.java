package io.octostore.client;

import java.util.List;
import java.util.UUID;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreServerException;

/**
 * Makes an {@link Operation} of each call of the API that is about webhooks.
 */
final class WebhookOperations {

	private final Targets targets;

	WebhookOperations(Targets targets) {
		this.targets = targets;
	}

	Operation<Webhook> create(WebhookRequest request) {
		byte[] body = RequestBodies.webhook(Arguments.required("The request", request));
		return Operation.of(Endpoint.CREATE_WEBHOOK, this.targets.of(Endpoint.CREATE_WEBHOOK, "/webhooks", null), body,
				Operations.json(WebhookAnswers::webhook));
	}

	Operation<List<Webhook>> list() {
		return Operation.of(Endpoint.LIST_WEBHOOKS, this.targets.of(Endpoint.LIST_WEBHOOKS, "/webhooks", null), null,
				Operations.array(WebhookAnswers::list));
	}

	Operation<Object> delete(UUID id) {
		String path = "/webhooks/" + Arguments.required("The webhook id", id);
		return Operation
			.of(Endpoint.DELETE_WEBHOOK, this.targets.of(Endpoint.DELETE_WEBHOOK, path, null), null, Operations::done)
			.ending(Operations.DONE, WebhookOperations::isGone);
	}

	/**
	 * The server says the same of a webhook and of a path that it does not know.
	 */
	private static boolean isGone(OctoStoreServerException failure) {
		return failure.isProof() && failure.code() == ErrorCode.NOT_FOUND;
	}

}
