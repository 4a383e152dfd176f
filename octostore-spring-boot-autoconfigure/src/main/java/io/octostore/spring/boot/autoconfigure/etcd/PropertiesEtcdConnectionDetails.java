package io.octostore.spring.boot.autoconfigure.etcd;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;

/**
 * Connection details from the properties {@code octostore.etcd.*}.
 */
final class PropertiesEtcdConnectionDetails implements EtcdConnectionDetails {

	private static final String BUNDLE = "octostore.etcd.ssl.bundle";

	private final OctoStoreProperties.Etcd properties;

	private final @Nullable SslBundles sslBundles;

	PropertiesEtcdConnectionDetails(OctoStoreProperties.Etcd properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public List<String> getEndpoints() {
		return this.properties.endpoints();
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.password();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String bundle = this.properties.ssl().bundle();
		if (!StringUtils.hasText(bundle)) {
			return null;
		}
		if (this.sslBundles == null) {
			throw new InvalidPropertyException(BUNDLE, bundle, "There are no SSL bundles",
					"Define the bundle under spring.ssl.bundle, and do not exclude SslAutoConfiguration.", null);
		}
		try {
			return this.sslBundles.getBundle(bundle);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidPropertyException(BUNDLE, bundle, "There is no SSL bundle of that name",
					"Define it under spring.ssl.bundle.pem or spring.ssl.bundle.jks.", ex);
		}
	}

}
