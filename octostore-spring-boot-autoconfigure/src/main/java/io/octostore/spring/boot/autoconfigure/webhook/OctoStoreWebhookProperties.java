package io.octostore.spring.boot.autoconfigure.webhook;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.octostore.spring.boot.webhook.WebhookEndpoint;

/**
 * Properties of the endpoint for webhooks.
 *
 * @param secret Secret of the webhook that posts to this web application. If set, lock
 * events that the server posts are published as application events of type
 * io.octostore.client.WebhookEvent.
 * @param additionalSecrets Additional secrets that are accepted while one secret replaces
 * another.
 * @param path Path to which the server posts, below the context path: segments of
 * letters, digits and '-', '.', '_', '~'. The application's own security must permit it,
 * without protection against CSRF.
 * @param tolerance How far the time of an event may differ from the clock of this
 * machine, in either direction: positive, at most 1d. Other events are refused, so that
 * old ones cannot be replayed.
 */
@ConfigurationProperties("octostore.webhook")
record OctoStoreWebhookProperties(@Nullable String secret, @DefaultValue List<String> additionalSecrets,
		@DefaultValue(WebhookEndpoint.DEFAULT_PATH) String path, @DefaultValue("5m") Duration tolerance) {

	@Override
	public String toString() {
		return "OctoStoreWebhookProperties[path=" + this.path + ", tolerance=" + this.tolerance + "]";
	}

}
