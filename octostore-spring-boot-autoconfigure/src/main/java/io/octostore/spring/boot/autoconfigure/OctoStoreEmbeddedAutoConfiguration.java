package io.octostore.spring.boot.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.OctoStoreServerBuilder;

/**
 * Auto-configuration of a server inside the application, for development and tests:
 * {@code octostore.embedded.enabled=true}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = OctoStoreAutoConfiguration.class)
@ConditionalOnClass(OctoStoreServer.class)
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("octostore.embedded.enabled")
@EnableConfigurationProperties(OctoStoreProperties.class)
public final class OctoStoreEmbeddedAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreEmbeddedAutoConfiguration.class);

	private static final String DEFAULT_TOKEN = "embedded";

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreEmbeddedAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	OctoStoreServer octoStoreServer(OctoStoreProperties properties, Environment environment) {
		OctoStoreServer server = start(properties);
		logger.info("OctoStore runs inside this application at {}, in memory: for development and tests only",
				server.baseUrl());
		String baseUrl = Binder.get(environment).bind("octostore.base-url", String.class).orElse("");
		if (!baseUrl.isBlank()) {
			logger.warn("octostore.base-url is ignored because octostore.embedded.enabled is true: "
					+ "locks exclude only what uses the server inside this application");
		}
		return server;
	}

	private static OctoStoreServer start(OctoStoreProperties properties) {
		OctoStoreServerBuilder builder = OctoStoreServer.builder();
		int port = properties.embedded().port();
		String property = "octostore.embedded.port";
		try {
			builder.port(port);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(property, port, "It must be from 0 to 65535", "Correct its value.", ex);
		}
		try {
			builder.token("application", token(properties));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException("octostore.token", null,
					"It must be printable ASCII without spaces and commas", "Correct its value, or remove it.", ex);
		}
		try {
			return builder.start();
		}
		catch (IllegalStateException ex) {
			throw new InvalidPropertyException(property, port, "The port is in use",
					"Choose another one or 0. To use the server of an instance that runs already, set octostore.base-url "
							+ "and octostore.token=" + DEFAULT_TOKEN + " instead of octostore.embedded.enabled.",
					ex);
		}
	}

	@Bean
	@ConditionalOnMissingBean(OctoStoreConnectionDetails.class)
	EmbeddedConnectionDetails embeddedOctoStoreConnectionDetails(OctoStoreServer server,
			OctoStoreProperties properties) {
		return new EmbeddedConnectionDetails(server.baseUrl().toString(), token(properties));
	}

	private static String token(OctoStoreProperties properties) {
		String token = properties.token();
		return StringUtils.hasText(token) ? token : DEFAULT_TOKEN;
	}

	/**
	 * Details of the server inside this application.
	 */
	static final class EmbeddedConnectionDetails implements OctoStoreConnectionDetails {

		private final String baseUrl;

		private final String token;

		EmbeddedConnectionDetails(String baseUrl, String token) {
			this.baseUrl = baseUrl;
			this.token = token;
		}

		@Override
		public String getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public String getToken() {
			return this.token;
		}

	}

}
