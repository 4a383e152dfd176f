package io.octostore.spring.boot.autoconfigure;

import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.client.RetrySettings;

/**
 * Builds the client from properties and connection details.
 */
final class OctoStoreClientFactory {

	private final OctoStoreProperties properties;

	private final OctoStoreConnectionDetails details;

	OctoStoreClientFactory(OctoStoreProperties properties, OctoStoreConnectionDetails details) {
		this.properties = properties;
		this.details = details;
	}

	OctoStoreClient create(@Nullable ObservationRegistry observationRegistry,
			List<OctoStoreClientBuilderCustomizer> customizers) {
		OctoStoreClientBuilder builder = OctoStoreClient.builder();
		applyServer(builder);
		applyProxy(builder);
		PropertyChecks.apply("octostore.connect-timeout", this.properties.connectTimeout(), builder::connectTimeout);
		PropertyChecks.apply("octostore.request-timeout", this.properties.requestTimeout(), builder::requestTimeout);
		builder.retry(retry(this.properties.retry()));
		new TimeLimits(this.properties).checkClient();
		builder.lockNameRule(this.properties.lock().nameRule());
		builder.allowInsecureHttp(this.properties.allowInsecureHttp());
		if (observationRegistry != null) {
			builder.observationRegistry(observationRegistry);
		}
		customizers.forEach((customizer) -> customizer.customize(builder));
		OctoStoreClient client = build(builder);
		this.details.onSslBundleUpdate(client::reconnect);
		return client;
	}

	private void applyServer(OctoStoreClientBuilder builder) {
		String baseUrl = this.details.getBaseUrl();
		try {
			builder.baseUrl(baseUrl);
		}
		catch (OctoStoreValidationException ex) {
			// The value may hold a password; the client's message shows what may be shown
			throw new InvalidPropertyException(source("octostore.base-url"), null, String.valueOf(ex.getMessage()),
					"Set it to the address of an OctoStore server, for example https://octostore.example.com.", ex);
		}
		// First as a fixed one, which is checked at once and under its name
		PropertyChecks.applySecret(source("octostore.token"), this.details.getToken(), builder::token);
		builder.token(this.details::getToken);
		String adminKey = this.properties.adminKey();
		if (adminKey != null) {
			PropertyChecks.applySecret("octostore.admin-key", adminKey, builder::adminKey);
		}
		BundleTls tls = new BundleTls(this.details::getSslBundle);
		tls.context();
		builder.sslContext(tls::context).sslParameters(tls::parameters);
	}

	private void applyProxy(OctoStoreClientBuilder builder) {
		OctoStoreProperties.Proxy proxy = this.properties.proxy();
		if (!proxy.enabled()) {
			builder.proxySelector(ProxySelector.of(null));
		}
		else if (StringUtils.hasText(proxy.host())) {
			if (proxy.port() < 1 || proxy.port() > 65535) {
				throw new InvalidPropertyException("octostore.proxy.port", proxy.port(),
						"The port must be from 1 to 65535", "Correct its value.", null);
			}
			builder.proxySelector(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
		}
		if (StringUtils.hasText(proxy.username())) {
			String password = (proxy.password() != null) ? proxy.password() : "";
			builder.proxyAuthentication(new PasswordAuthentication(proxy.username(), password.toCharArray()));
		}
	}

	/**
	 * Where a value comes from: a property, or a bean that replaces properties.
	 */
	private String source(String property) {
		return (this.details instanceof PropertiesOctoStoreConnectionDetails) ? property
				: property + " (given by " + this.details.getClass().getName() + ")";
	}

	private static RetrySettings retry(OctoStoreProperties.Retry retry) {
		if (!retry.enabled()) {
			return RetrySettings.none();
		}
		String prefix = "octostore.retry.";
		RetrySettings settings = PropertyChecks.derive(prefix + "max-attempts", retry.maxAttempts(),
				() -> RetrySettings.defaults().withMaxAttempts(retry.maxAttempts()));
		RetrySettings withInitial = PropertyChecks.derive(prefix + "initial-interval", retry.initialInterval(),
				() -> settings.withInitialDelay(retry.initialInterval()));
		RetrySettings withMultiplier = PropertyChecks.derive(prefix + "multiplier", retry.multiplier(),
				() -> withInitial.withMultiplier(retry.multiplier()));
		RetrySettings withMaximum = PropertyChecks.derive(prefix + "max-interval", retry.maxInterval(),
				() -> withMultiplier.withMaxDelay(retry.maxInterval()));
		return PropertyChecks.derive(prefix + "jitter", retry.jitter(), () -> withMaximum.withJitter(retry.jitter()));
	}

	private OctoStoreClient build(OctoStoreClientBuilder builder) {
		try {
			return builder.build();
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(source("octostore.base-url"), this.details.getBaseUrl(),
					"The token would be sent without encryption to another host, where it could be read on the way",
					"Use https, or, if you trust every network on the way, set octostore.allow-insecure-http=true.",
					ex);
		}
	}

}
