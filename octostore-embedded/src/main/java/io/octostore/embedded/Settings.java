package io.octostore.embedded;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a server is to be.
 *
 * @param generation which generation it behaves like
 * @param tokens the bearer tokens by user name
 * @param adminKey the key of the administrator
 * @param registration whether users register themselves
 * @param elections whether there are elections
 * @param webhooks where webhooks may lead
 * @param sweepInterval how often what has run out is removed
 * @param manualTime whether time goes by on demand only
 * @param console whether there is a page that shows the server
 */
record Settings(ServerGeneration generation, Map<String, String> tokens, @Nullable String adminKey,
		boolean registration, boolean elections, WebhookTrust webhooks, Duration sweepInterval, boolean manualTime,
		boolean console) {

	@Override
	public String toString() {
		return "Settings[" + this.generation + ", users " + this.tokens.keySet() + "]";
	}

}
