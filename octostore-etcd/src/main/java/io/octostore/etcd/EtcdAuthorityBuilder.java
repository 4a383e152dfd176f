package io.octostore.etcd;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.http.ConnectionSettings;

/**
 * Builds an {@link EtcdAuthority}. Not thread safe; building opens nothing and sends
 * nothing.
 *
 * @since 0.1.0
 */
public final class EtcdAuthorityBuilder {

	private static final int MAX_METADATA = 1024;

	private List<URI> endpoints = List.of();

	private @Nullable String username;

	private String password = "";

	private String keyPrefix = "/octostore/";

	private Duration endpointTimeout = Duration.ofSeconds(1);

	private boolean allowInsecureHttp;

	private @Nullable String metadata;

	private Supplier<@Nullable SSLContext> sslContext = () -> null;

	private Supplier<@Nullable SSLParameters> sslParameters = () -> null;

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	EtcdAuthorityBuilder() {
	}

	/**
	 * Set the members of the cluster. All instances that share locks must have members of
	 * the same cluster.
	 * @param endpoints their client URLs, {@code http} or {@code https}, all with the
	 * same scheme; the more of them, the better a member is made up for that is gone
	 * @return this builder
	 * @throws OctoStoreValidationException if there is none, or one is no such URL
	 */
	public EtcdAuthorityBuilder endpoints(String... endpoints) {
		return endpoints(List.of(endpoints));
	}

	/**
	 * Set the members of the cluster, see {@link #endpoints(String...)}.
	 * @param endpoints their client URLs
	 * @return this builder
	 * @throws OctoStoreValidationException if there is none, or one is no such URL
	 */
	public EtcdAuthorityBuilder endpoints(List<String> endpoints) {
		List<URI> uris = new ArrayList<>();
		for (String endpoint : endpoints) {
			URI uri = parse(endpoint);
			if (!uris.isEmpty() && !uris.get(0).getScheme().equals(uri.getScheme())) {
				throw new OctoStoreValidationException(
						"endpoints must all have the same scheme, but are " + String.join(", ", endpoints));
			}
			uris.add(uri);
		}
		if (uris.isEmpty()) {
			throw new OctoStoreValidationException("endpoints must name at least one member of the cluster");
		}
		this.endpoints = List.copyOf(uris);
		return this;
	}

	private static URI parse(String endpoint) {
		try {
			URI uri = new URI(endpoint.strip());
			String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
			if (uri.getRawUserInfo() != null) {
				throw new OctoStoreValidationException(
						"endpoints must not contain a user name or password; set them separately");
			}
			boolean plain = uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
			if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null && uri.getPort() != 0
					&& uri.getPort() <= 65535 && plain && uri.getRawQuery() == null && uri.getRawFragment() == null) {
				return new URI(scheme + "://" + uri.getRawAuthority());
			}
		}
		catch (URISyntaxException ex) {
			throw invalid(endpoint);
		}
		throw invalid(endpoint);
	}

	private static OctoStoreValidationException invalid(String endpoint) {
		// An '@' may follow a password
		String shown = (endpoint.indexOf('@') < 0) ? ", but one is '" + endpoint + "'" : "";
		return new OctoStoreValidationException(
				"endpoints must be URLs such as https://etcd-1:2379, without a path" + shown);
	}

	/**
	 * Set the user. Without one, etcd must have no authentication.
	 * @param username its name
	 * @param password its password
	 * @return this builder
	 * @throws OctoStoreValidationException if the name is empty
	 */
	public EtcdAuthorityBuilder user(String username, String password) {
		if (username.isBlank()) {
			throw new OctoStoreValidationException("username must not be empty");
		}
		this.username = username;
		this.password = Objects.requireNonNull(password, "password");
		return this;
	}

	/**
	 * Set whether the password may be sent without encryption to other hosts than this
	 * one.
	 * @param allowInsecureHttp whether that is allowed; {@code false} by default
	 * @return this builder
	 */
	public EtcdAuthorityBuilder allowInsecureHttp(boolean allowInsecureHttp) {
		this.allowInsecureHttp = allowInsecureHttp;
		return this;
	}

	/**
	 * Set with what the keys of sessions and locks begin; {@code /octostore/} by default.
	 * Instances with different prefixes do not exclude each other.
	 * @param keyPrefix the prefix, which ends with a slash
	 * @return this builder
	 * @throws OctoStoreValidationException if it does not end with a slash
	 */
	public EtcdAuthorityBuilder keyPrefix(String keyPrefix) {
		if (!keyPrefix.endsWith("/")) {
			throw new OctoStoreValidationException("keyPrefix must end with a slash, but is '" + keyPrefix + "'");
		}
		this.keyPrefix = keyPrefix;
		return this;
	}

	/**
	 * Set how long to wait for one endpoint before the next one is asked; 1 s by default,
	 * and never more than a third of the time that a request has.
	 * @param endpointTimeout the time, positive
	 * @return this builder
	 * @throws OctoStoreValidationException if it is not positive
	 */
	public EtcdAuthorityBuilder endpointTimeout(Duration endpointTimeout) {
		if (endpointTimeout.isNegative() || endpointTimeout.isZero()) {
			throw new OctoStoreValidationException("endpointTimeout must be positive, but is " + endpointTimeout);
		}
		this.endpointTimeout = endpointTimeout;
		return this;
	}

	/**
	 * Describe this instance to callers that find a lock held by it, for example
	 * {@code billing@host-1:4711}. Stored in the cluster with each lock.
	 * @param metadata at most 1024 characters, or {@code null} (the default) for none
	 * @return this builder
	 * @throws OctoStoreValidationException if it is too long
	 */
	public EtcdAuthorityBuilder metadata(@Nullable String metadata) {
		if (metadata != null && metadata.codePointCount(0, metadata.length()) > MAX_METADATA) {
			throw new OctoStoreValidationException("metadata must have at most " + MAX_METADATA
					+ " characters, but has " + metadata.codePointCount(0, metadata.length()));
		}
		this.metadata = metadata;
		return this;
	}

	/**
	 * Set where certificates for {@code https} come from: whom to trust, and a client
	 * certificate. The host name is always verified. Default: those of the JVM. Asked
	 * when connections are made for the first time, and after a connection could not be
	 * made.
	 * @param sslContext gives the TLS settings, the same object as long as nothing has
	 * changed; {@code null} for those of the JVM
	 * @return this builder
	 */
	public EtcdAuthorityBuilder sslContext(Supplier<@Nullable SSLContext> sslContext) {
		this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
		return this;
	}

	/**
	 * Set protocols and cipher suites for {@code https}. Default: those of the JVM.
	 * @param sslParameters gives the parameters, {@code null} for the default; asked with
	 * the SSL context
	 * @return this builder
	 */
	public EtcdAuthorityBuilder sslParameters(Supplier<@Nullable SSLParameters> sslParameters) {
		this.sslParameters = Objects.requireNonNull(sslParameters, "sslParameters");
		return this;
	}

	/**
	 * Observe each exchange that a caller waits for under the name
	 * {@code octostore.client.requests}. Default: no observation.
	 * @param observationRegistry the registry
	 * @return this builder
	 */
	public EtcdAuthorityBuilder observationRegistry(ObservationRegistry observationRegistry) {
		this.observationRegistry = Objects.requireNonNull(observationRegistry, "observationRegistry");
		return this;
	}

	/**
	 * Build the authority.
	 * @return the authority
	 * @throws OctoStoreValidationException if there are no endpoints, or if the password
	 * would be sent without encryption to another host
	 */
	public EtcdAuthority build() {
		for (URI endpoint : uris()) {
			if (this.username != null && !this.allowInsecureHttp && endpoint.getScheme().equals("http")
					&& !isLoopback(endpoint.getHost())) {
				throw new OctoStoreValidationException("The endpoint '" + endpoint
						+ "' is not encrypted and not of this machine, so the password would be readable on the "
						+ "network: use https, or set allowInsecureHttp (octostore.allow-insecure-http=true)");
			}
		}
		return new EtcdAuthority(this);
	}

	private static boolean isLoopback(String host) {
		if (host.equalsIgnoreCase("localhost")) {
			return true;
		}
		// No name that would have to be resolved
		boolean literal = host.startsWith("[") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
		try {
			return literal && InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	List<URI> uris() {
		if (this.endpoints.isEmpty()) {
			throw new OctoStoreValidationException("endpoints must be set before an authority is built");
		}
		return this.endpoints;
	}

	Tokens tokens() {
		return new Tokens(this.username, this.password);
	}

	String keyPrefix() {
		return this.keyPrefix;
	}

	Duration endpointTimeout() {
		return this.endpointTimeout;
	}

	@Nullable String metadata() {
		return this.metadata;
	}

	ObservationRegistry observations() {
		return this.observationRegistry;
	}

	/**
	 * Members of a cluster are asked directly, not through a proxy.
	 */
	ConnectionSettings connectionSettings() {
		return new ConnectionSettings(uris().get(0), this.endpointTimeout, this.sslContext, this.sslParameters,
				() -> null);
	}

}
