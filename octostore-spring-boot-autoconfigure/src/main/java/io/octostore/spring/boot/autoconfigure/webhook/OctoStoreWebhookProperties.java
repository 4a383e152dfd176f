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
 * @param secret Secret of the webhook that posts to this web application. If set, events
 * of locks that the server posts are published as application events of type
 * io.octostore.client.WebhookEvent.
 * @param additionalSecrets Further secrets that are right as well, for while one replaces
 * another.
 * @param path Where the server posts to, below the context path: segments of letters,
 * digits and '-', '.', '_', '~'. The application's own security has to let it through,
 * without protection against CSRF.
 * @param tolerance How far the time of an event may be from that of this machine, in
 * either direction: positive, at most 1d. Events outside of it are refused, so that old
 * ones cannot be sent again.
 */
@ConfigurationProperties("octostore.webhook")
record OctoStoreWebhookProperties(@Nullable String secret, @DefaultValue List<String> additionalSecrets,
		@DefaultValue(WebhookEndpoint.DEFAULT_PATH) String path, @DefaultValue("5m") Duration tolerance) {

	@Override
	public String toString() {
		return "OctoStoreWebhookProperties[path=" + this.path + ", tolerance=" + this.tolerance + "]";
	}

}
