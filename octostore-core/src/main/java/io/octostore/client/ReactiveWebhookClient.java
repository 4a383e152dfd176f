package io.octostore.client;

import java.util.List;
import java.util.UUID;

import reactor.core.publisher.Mono;

import io.octostore.ErrorCode;

/**
 * Non-blocking calls of the webhooks of a user, see
 * {@link ReactiveOctoStoreClient#webhooks()}. Immutable and safe for use by any number of
 * threads; needs no end of its own.
 *
 * @since 0.1.0
 */
public final class ReactiveWebhookClient {

	private final ReactiveOctoStoreClient client;

	private final WebhookOperations operations;

	ReactiveWebhookClient(ReactiveOctoStoreClient client, WebhookOperations operations) {
		this.client = client;
		this.operations = operations;
	}

	/**
	 * Create a webhook. A user may have ten. Not repeated once it may have been carried
	 * out: if the answer is lost, look at the {@linkplain #list() list}.
	 * @param request where and what the server posts
	 * @return the webhook; fails with {@link ErrorCode#INVALID_INPUT} if the server does
	 * not accept the URL or the user has ten
	 */
	public Mono<Webhook> create(WebhookRequest request) {
		return this.client.call(this.operations.create(request));
	}

	/**
	 * List the webhooks of the user.
	 * @return the webhooks, in no particular order
	 */
	public Mono<List<Webhook>> list() {
		return this.client.call(this.operations.list());
	}

	/**
	 * Delete a webhook. A repeat that does not find it, after an attempt whose answer was
	 * lost, counts as success.
	 * @param id id of the webhook
	 * @return completes when the server has confirmed; fails with
	 * {@link ErrorCode#NOT_FOUND} if the user has no such webhook
	 */
	public Mono<Void> delete(UUID id) {
		return this.client.call(this.operations.delete(id)).then();
	}

}
