package io.octostore.spring.boot.webhook;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

import io.octostore.client.WebhookEvent;
import io.octostore.client.WebhookReceipt;
import io.octostore.client.WebhookReceiver;

/**
 * Publishes the messages of a server as application events of type {@link WebhookEvent}.
 *
 * @since 0.1.0
 */
public final class WebhookEndpoint {

	/**
	 * Path of the endpoint, unless another one is given.
	 */
	public static final String DEFAULT_PATH = "/octostore/webhook";

	/**
	 * Largest body that is read. An event has less than 1 KiB.
	 */
	static final int MAX_BODY = 16 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(WebhookEndpoint.class);

	private final String path;

	private final WebhookReceiver receiver;

	private final ApplicationEventPublisher publisher;

	/**
	 * Create an endpoint.
	 * @param path where it is, within the application
	 * @param receiver checks messages
	 * @param publisher publishes events
	 */
	public WebhookEndpoint(String path, WebhookReceiver receiver, ApplicationEventPublisher publisher) {
		this.path = path;
		this.receiver = receiver;
		this.publisher = publisher;
	}

	String path() {
		return this.path;
	}

	/**
	 * Take a message.
	 * @param body its body
	 * @param signature its signature, or {@code null}
	 * @return the status to answer with; throws what a listener throws
	 */
	int receive(byte[] body, @Nullable String signature) {
		WebhookReceipt receipt = this.receiver.receive(body, signature, this.publisher::publishEvent);
		switch (receipt) {
			// The sender knows the secret, so that something is wrong that has to be
			// mended
			case TOO_OLD,
					IN_FUTURE ->
				logger.warn(
						"A genuine message to {} was refused ({}): its time is not within"
								+ " octostore.webhook.tolerance of the clock of this machine; compare the clocks",
						this.path, receipt);
			case MALFORMED -> logger
				.warn("A genuine message to {} was refused: it is not an event that this release can read", this.path);
			default -> logger.debug("A message to {}: {}", this.path, receipt);
		}
		return receipt.httpStatus();
	}

}
