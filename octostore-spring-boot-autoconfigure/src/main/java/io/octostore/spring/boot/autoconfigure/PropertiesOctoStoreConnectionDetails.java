package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.octostore.client.OctoStoreClientBuilder;

/**
 * Connection details from the properties {@code octostore.*}.
 */
final class PropertiesOctoStoreConnectionDetails implements OctoStoreConnectionDetails {

	private final OctoStoreProperties properties;

	private final @Nullable SslBundles sslBundles;

	PropertiesOctoStoreConnectionDetails(OctoStoreProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public String getBaseUrl() {
		// An environment variable that is set to nothing counts as not set, as in the
		// client
		String baseUrl = this.properties.getBaseUrl();
		return StringUtils.hasText(baseUrl) ? baseUrl : OctoStoreClientBuilder.DEFAULT_BASE_URL;
	}

	@Override
	public String getToken() {
		String token = this.properties.getToken();
		if (!StringUtils.hasText(token)) {
			throw new MissingTokenException(getBaseUrl());
		}
		return token;
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String bundle = this.properties.getSsl().getBundle();
		if (!StringUtils.hasText(bundle)) {
			return null;
		}
		if (this.sslBundles == null) {
			throw new InvalidPropertyException("octostore.ssl.bundle", bundle, "There are no SSL bundles",
					"Define the bundle under spring.ssl.bundle, and do not exclude SslAutoConfiguration.", null);
		}
		try {
			return this.sslBundles.getBundle(bundle);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidPropertyException("octostore.ssl.bundle", bundle, "There is no SSL bundle of that name",
					"Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks.", ex);
		}
	}

}
