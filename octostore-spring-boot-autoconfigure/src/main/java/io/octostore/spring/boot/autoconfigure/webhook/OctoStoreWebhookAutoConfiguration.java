package io.octostore.spring.boot.autoconfigure.webhook;

import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.servlet.DispatcherServlet;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.WebhookReceiver;
import io.octostore.spring.boot.webhook.ReactiveWebhook;
import io.octostore.spring.boot.webhook.ServletWebhook;
import io.octostore.spring.boot.webhook.WebhookEndpoint;

/**
 * Auto-configuration of an endpoint for webhooks: a web application takes the messages of
 * the server, and publishes them as application events.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
@ConditionalOnProperty("octostore.webhook.secret")
@EnableConfigurationProperties(OctoStoreWebhookProperties.class)
public final class OctoStoreWebhookAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreWebhookAutoConfiguration.class);

	private static final String PREFIX = "octostore.webhook.";

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreWebhookAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookReceiver octoStoreWebhookReceiver(OctoStoreWebhookProperties properties) {
		String secret = (properties.secret() != null) ? properties.secret() : "";
		String[] others = properties.additionalSecrets().toArray(String[]::new);
		// No message holds a secret.
		WebhookReceiver receiver = checked("secret", "(hidden)", () -> WebhookReceiver.of(secret, others));
		return checked("tolerance", properties.tolerance(), () -> receiver.withTolerance(properties.tolerance()));
	}

	private static WebhookReceiver checked(String property, Object value, Supplier<WebhookReceiver> receiver) {
		try {
			return receiver.get();
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + property, value,
					String.valueOf(ex.getMessage()));
		}
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookEndpoint octoStoreWebhookEndpoint(OctoStoreWebhookProperties properties, WebhookReceiver receiver,
			ApplicationEventPublisher publisher) {
		String path = properties.path();
		if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "path", path,
					"The path must consist of segments like /octostore, of letters, digits and '-', '.', '_', '~'.");
		}
		logger.info("OctoStore webhooks are received at POST {}", path);
		return new WebhookEndpoint(path, receiver, publisher);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		ServletWebhook octoStoreWebhook(WebhookEndpoint endpoint) {
			return new ServletWebhook(endpoint);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		RouterFunction<ServerResponse> octoStoreWebhook(WebhookEndpoint endpoint) {
			return ReactiveWebhook.route(endpoint);
		}

	}

}
