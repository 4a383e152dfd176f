package io.octostore.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.http.ConnectionSettings;
import io.octostore.client.http.Wire;

/**
 * Builder of {@link OctoStoreClient} and {@link ReactiveOctoStoreClient}.
 * <p>
 * Building opens no connection and starts no thread. A builder is not safe for use by
 * several threads, and can be used again.
 *
 * @since 0.1.0
 */
public final class OctoStoreClientBuilder {

	/**
	 * Address of the hosted service, the default.
	 */
	public static final String DEFAULT_BASE_URL = "https://api.octostore.io";

	private static final int DEFAULT_MAX_RESPONSE_SIZE = 64 * 1024;

	private static final String BASE_URL_VARIABLE = "OCTOSTORE_BASE_URL";

	private static final String TOKEN_VARIABLE = "OCTOSTORE_TOKEN";

	private BaseUrl baseUrl = BaseUrl.of(DEFAULT_BASE_URL);

	private @Nullable BearerToken token;

	private Duration requestTimeout = Duration.ofSeconds(10);

	private Duration connectTimeout = Duration.ofSeconds(2);

	private RetrySettings retry = RetrySettings.defaults();

	private LockNameRule lockNameRule = LockNameRule.PORTABLE;

	private int maxResponseSize = DEFAULT_MAX_RESPONSE_SIZE;

	private boolean allowInsecureHttp;

	private @Nullable SSLContext sslContext;

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private boolean observesBackground;

	OctoStoreClientBuilder() {
	}

	/**
	 * Set the address of the server. Default: {@value #DEFAULT_BASE_URL}.
	 * @param baseUrl an {@code http} or {@code https} URL, with a base path if there is
	 * one; a slash at its end does not matter
	 * @return this builder
	 * @throws OctoStoreValidationException if it is no such URL, or holds a user name, a
	 * query or a fragment
	 */
	public OctoStoreClientBuilder baseUrl(String baseUrl) {
		this.baseUrl = BaseUrl.of(baseUrl);
		return this;
	}

	/**
	 * Set the address of the server. Default: {@value #DEFAULT_BASE_URL}.
	 * @param baseUrl an {@code http} or {@code https} URL, with a base path if there is
	 * one; a slash at its end does not matter
	 * @return this builder
	 * @throws OctoStoreValidationException if it is no such URL, or holds a user name, a
	 * query or a fragment
	 */
	public OctoStoreClientBuilder baseUrl(URI baseUrl) {
		this.baseUrl = BaseUrl.of(baseUrl);
		return this;
	}

	/**
	 * Set the bearer token. Without one, calls that need a token fail before any request.
	 * @param token the token: printable ASCII without spaces
	 * @return this builder
	 * @throws OctoStoreValidationException if the token is empty or holds other
	 * characters
	 */
	public OctoStoreClientBuilder token(String token) {
		this.token = BearerToken.of(token);
		return this;
	}

	/**
	 * Set the limit for a call, with all its attempts and the whole of their answers.
	 * Default: 10 s.
	 * @param requestTimeout the limit, positive
	 * @return this builder
	 * @throws OctoStoreValidationException if the limit is not positive
	 */
	public OctoStoreClientBuilder requestTimeout(Duration requestTimeout) {
		this.requestTimeout = Arguments.positive("The request timeout", requestTimeout);
		return this;
	}

	/**
	 * Set the limit for opening a connection. Default: 2 s.
	 * @param connectTimeout the limit, positive
	 * @return this builder
	 * @throws OctoStoreValidationException if the limit is not positive
	 */
	public OctoStoreClientBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = Arguments.positive("The connect timeout", connectTimeout);
		return this;
	}

	/**
	 * Set how failed requests are repeated. Default: {@link RetrySettings#defaults()}.
	 * @param retry the settings
	 * @return this builder
	 */
	public OctoStoreClientBuilder retry(RetrySettings retry) {
		this.retry = Arguments.required("The retry settings", retry);
		return this;
	}

	/**
	 * Set which lock names are let through. Default: {@link LockNameRule#PORTABLE}.
	 * @param lockNameRule the rule
	 * @return this builder
	 */
	public OctoStoreClientBuilder lockNameRule(LockNameRule lockNameRule) {
		this.lockNameRule = Arguments.required("The lock name rule", lockNameRule);
		return this;
	}

	/**
	 * Set the largest answer that is read. A list of locks may always have 4 MiB.
	 * Default: 64 KiB.
	 * @param maxResponseSize the limit in bytes, 1024 or more
	 * @return this builder
	 * @throws OctoStoreValidationException if the limit is below 1024
	 */
	public OctoStoreClientBuilder maxResponseSize(int maxResponseSize) {
		if (maxResponseSize < 1024) {
			throw new OctoStoreValidationException(
					"The largest response size is " + maxResponseSize + " but must be 1024 or more");
		}
		this.maxResponseSize = maxResponseSize;
		return this;
	}

	/**
	 * Set whether the token may be sent without encryption to another host than this one.
	 * Default: {@code false}.
	 * @param allowInsecureHttp whether {@code http} URLs of other hosts are allowed
	 * together with a token
	 * @return this builder
	 */
	public OctoStoreClientBuilder allowInsecureHttp(boolean allowInsecureHttp) {
		this.allowInsecureHttp = allowInsecureHttp;
		return this;
	}

	/**
	 * Set certificates for {@code https}: whom to trust, and a client certificate. The
	 * host name is always verified. Default: those of the JVM.
	 * @param sslContext the TLS settings, for instance of a Spring Boot SSL bundle
	 * @return this builder
	 */
	public OctoStoreClientBuilder sslContext(SSLContext sslContext) {
		this.sslContext = Arguments.required("The SSL context", sslContext);
		return this;
	}

	/**
	 * Observe each exchange with the server under the name
	 * {@code octostore.client.requests}. Default: no observation, at no cost.
	 * @param observationRegistry the registry
	 * @return this builder
	 */
	public OctoStoreClientBuilder observationRegistry(ObservationRegistry observationRegistry) {
		this.observationRegistry = Arguments.required("The observation registry", observationRegistry);
		return this;
	}

	/**
	 * Observe also what locks and elections send on behalf of no caller: keepalives,
	 * renewals and the like. Each is a trace of its own. Default: {@code false}.
	 * @param observeBackground whether to observe it
	 * @return this builder
	 */
	public OctoStoreClientBuilder observeBackground(boolean observeBackground) {
		this.observesBackground = observeBackground;
		return this;
	}

	/**
	 * Take base URL and token from environment variables.
	 * @param variables the variables
	 * @return this builder
	 */
	OctoStoreClientBuilder environment(Map<String, String> variables) {
		String address = variables.get(BASE_URL_VARIABLE);
		if (address != null && !address.isBlank()) {
			baseUrl(address);
		}
		String secret = variables.get(TOKEN_VARIABLE);
		if (secret == null || secret.isEmpty()) {
			throw new OctoStoreValidationException("The environment variable " + TOKEN_VARIABLE
					+ " is not set; set it to a bearer token, or build a client without authentication");
		}
		return token(secret);
	}

	/**
	 * Build a blocking client.
	 * @return the client
	 * @throws OctoStoreValidationException if a token would be sent without encryption to
	 * another host
	 */
	public OctoStoreClient build() {
		return new OctoStoreClient(buildReactive());
	}

	/**
	 * Build a reactive client.
	 * @return the client
	 * @throws OctoStoreValidationException if a token would be sent without encryption to
	 * another host
	 */
	public ReactiveOctoStoreClient buildReactive() {
		if (this.token != null && !this.baseUrl.isEncrypted() && !this.baseUrl.isLoopback()
				&& !this.allowInsecureHttp) {
			throw new OctoStoreValidationException("The base URL '" + this.baseUrl
					+ "' is not encrypted and not of this machine, so the token would be readable on the network: use"
					+ " https, or set allowInsecureHttp (octostore.allow-insecure-http=true)");
		}
		SSLContext context = this.sslContext;
		ConnectionSettings settings = new ConnectionSettings(this.baseUrl.resolve("/"), this.connectTimeout,
				() -> context, () -> null, () -> null);
		Wire wire = new Wire(settings, this.observationRegistry, this.observesBackground);
		Operations operations = new Operations(this.baseUrl, this.lockNameRule, this.maxResponseSize);
		Credentials credentials = (this.token != null) ? new Credentials(this.token) : null;
		return new ReactiveOctoStoreClient(new Caller(operations, wire, credentials), this.requestTimeout, this.retry);
	}

}
