package io.octostore.spring.boot.webhook;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import io.octostore.client.WebhookSignature;

/**
 * Takes webhooks with Spring MVC.
 *
 * @since 0.1.0
 */
@RestController
public final class ServletWebhook {

	private final WebhookEndpoint endpoint;

	/**
	 * Create a controller.
	 * @param endpoint takes messages
	 */
	public ServletWebhook(WebhookEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@PostMapping("${octostore.webhook.path:" + WebhookEndpoint.DEFAULT_PATH + "}")
	ResponseEntity<Void> receive(
			@RequestHeader(name = WebhookSignature.HEADER, required = false) @Nullable String signature,
			InputStream body) throws IOException {
		if (signature == null) {
			return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
		}
		byte[] bytes = body.readNBytes(WebhookEndpoint.MAX_BODY + 1);
		if (bytes.length > WebhookEndpoint.MAX_BODY) {
			return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).build();
		}
		return ResponseEntity.status(this.endpoint.receive(bytes, signature)).build();
	}

}
