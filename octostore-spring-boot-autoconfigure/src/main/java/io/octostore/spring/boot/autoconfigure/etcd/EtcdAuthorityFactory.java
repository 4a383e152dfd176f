package io.octostore.spring.boot.autoconfigure.etcd;

import java.util.function.Consumer;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.octostore.OctoStoreValidationException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.etcd.EtcdAuthorityBuilder;
import io.octostore.lock.LockHolder;
import io.octostore.spring.boot.autoconfigure.BundleTls;
import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties;

/**
 * Builds the authority from properties and connection details. Refuses values with the
 * name of their property.
 */
final class EtcdAuthorityFactory {

	private static final String PREFIX = "octostore.etcd.";

	private final OctoStoreProperties properties;

	private final EtcdConnectionDetails details;

	EtcdAuthorityFactory(OctoStoreProperties properties, EtcdConnectionDetails details) {
		this.properties = properties;
		this.details = details;
	}

	EtcdAuthority create(String instance, @Nullable ObservationRegistry observationRegistry) {
		refuseWhatBelongsToTheServer();
		EtcdAuthorityBuilder builder = EtcdAuthority.builder();
		apply("endpoints", this.details.getEndpoints(), builder::endpoints);
		OctoStoreProperties.Etcd etcd = this.properties.etcd();
		apply("key-prefix", etcd.keyPrefix(), builder::keyPrefix);
		apply("endpoint-timeout", etcd.endpointTimeout(), builder::endpointTimeout);
		applyUser(builder);
		BundleTls tls = new BundleTls(this.details::getSslBundle);
		tls.context();
		builder.sslContext(tls::context).sslParameters(tls::parameters);
		builder.allowInsecureHttp(this.properties.allowInsecureHttp());
		String metadata = this.properties.lock().metadata();
		if (metadata != null) {
			apply("octostore.lock.metadata", metadata, metadata, builder::metadata);
		}
		else {
			builder.metadata(instance);
		}
		if (observationRegistry != null) {
			builder.observationRegistry(observationRegistry);
		}
		return build(builder);
	}

	private EtcdAuthority build(EtcdAuthorityBuilder builder) {
		try {
			return builder.build();
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(PREFIX + "endpoints", String.join(",", this.details.getEndpoints()),
					"The password would be sent without encryption to another host, where it could be read on the way",
					"Use https, or, if you trust every network on the way, set octostore.allow-insecure-http=true.",
					ex);
		}
	}

	private void applyUser(EtcdAuthorityBuilder builder) {
		String username = this.details.getUsername();
		String password = this.details.getPassword();
		if (StringUtils.hasText(username)) {
			builder.user(username, (password != null) ? password : "");
		}
		else if (StringUtils.hasText(password)) {
			throw new InvalidPropertyException(PREFIX + "password", null, "There is no user name",
					"Set octostore.etcd.username as well, or remove the password.", null);
		}
	}

	private void refuseWhatBelongsToTheServer() {
		if (StringUtils.hasText(this.properties.token()) || this.properties.tokenFile() != null) {
			throw new InvalidPropertyException(
					(this.properties.tokenFile() != null) ? "octostore.token-file" : "octostore.token", null,
					"octostore.etcd.endpoints is set, and etcd does not use tokens of OctoStore",
					"Remove one of the two: locks are on one service, and those of the other do not exclude them.",
					null);
		}
		if (!this.properties.additionalTokens().isEmpty()) {
			throw new InvalidPropertyException("octostore.additional-tokens", null,
					"octostore.etcd.endpoints is set, and etcd has neither tokens of OctoStore nor a limit of locks",
					"Remove it.", null);
		}
		if (this.properties.lock().holder() == LockHolder.TOKEN) {
			throw new InvalidPropertyException("octostore.lock.holder", "token",
					"octostore.etcd.endpoints is set, and a lock of etcd cannot belong to a user",
					"Remove it: each instance has a session of its own.", null);
		}
		if (this.properties.embedded().enabled()) {
			throw new InvalidPropertyException("octostore.embedded.enabled", true,
					"octostore.etcd.endpoints is set: locks can be on one service only", "Remove one of the two.",
					null);
		}
	}

	private static <T> void apply(String name, T value, Consumer<T> target) {
		apply(PREFIX + name, value, value, target);
	}

	private static <T> void apply(String property, Object shown, T value, Consumer<T> target) {
		try {
			target.accept(value);
		}
		catch (OctoStoreValidationException ex) {
			// Endpoints may hold a password; the message shows what may be shown
			Object safe = String.valueOf(shown).contains("@") ? null : shown;
			throw new InvalidPropertyException(property, safe, String.valueOf(ex.getMessage()), "Correct its value.",
					ex);
		}
	}

}
