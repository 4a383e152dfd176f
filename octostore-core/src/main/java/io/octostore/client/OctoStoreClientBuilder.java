package io.octostore.client;

import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.http.ConnectionSettings;
import io.octostore.client.http.Proxies;
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

	private @Nullable Supplier<String> token;

	private boolean fixedToken;

	private @Nullable AdminKey adminKey;

	private Duration requestTimeout = Duration.ofSeconds(10);

	private Duration connectTimeout = Duration.ofSeconds(2);

	private RetrySettings retry = RetrySettings.defaults();

	private LockNameRule lockNameRule = LockNameRule.PORTABLE;

	private int maxResponseSize = DEFAULT_MAX_RESPONSE_SIZE;

	private boolean allowInsecureHttp;

	private Supplier<@Nullable SSLContext> sslContext = () -> null;

	private Supplier<@Nullable SSLParameters> sslParameters = () -> null;

	private @Nullable ProxySelector proxySelector;

	private @Nullable PasswordAuthentication proxyAuthentication;

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
		BearerToken.of(token);
		this.token = () -> token;
		this.fixedToken = true;
		return this;
	}

	/**
	 * Set the source of the bearer token, instead of a fixed token. Asked when the client
	 * is built, and again each time the server has refused the present token with status
	 * 401: if it gives another one then, that one is used from then on, and the refused
	 * request is repeated with it unless the retry settings exclude that.
	 * <p>
	 * May block, is called by any thread, and never by two threads at once.
	 * @param token gives the token: printable ASCII without spaces
	 * @return this builder
	 */
	public OctoStoreClientBuilder token(Supplier<String> token) {
		this.token = Arguments.required("The source of the token", token);
		this.fixedToken = false;
		return this;
	}

	/**
	 * Set the key of the administrator, which the calls of
	 * {@link OctoStoreClient#admin()} send, and no others. A secret like the token: it is
	 * never shown, and not sent without encryption to another host. Default: none.
	 * @param adminKey the key: printable ASCII without spaces
	 * @return this builder
	 * @throws OctoStoreValidationException if the key is empty or holds other characters
	 */
	public OctoStoreClientBuilder adminKey(String adminKey) {
		this.adminKey = AdminKey.of(adminKey);
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
	 * Set the rule that lock names must follow. Default: {@link LockNameRule#PORTABLE}.
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
	 * Set the certificates for {@code https}: those to trust, and one of the client. The
	 * host name is always verified. Default: those of the JVM.
	 * @param sslContext the TLS settings, for instance of a Spring Boot SSL bundle
	 * @return this builder
	 */
	public OctoStoreClientBuilder sslContext(SSLContext sslContext) {
		SSLContext fixed = Arguments.required("The SSL context", sslContext);
		return sslContext(() -> fixed);
	}

	/**
	 * Set the source of the certificates for {@code https}, instead of fixed ones. Asked
	 * when connections are made for the first time, by
	 * {@link OctoStoreClient#reconnect()}, and after a connection could not be made.
	 * @param sslContext gives the TLS settings, the same object as long as nothing has
	 * changed; {@code null} for those of the JVM
	 * @return this builder
	 */
	public OctoStoreClientBuilder sslContext(Supplier<@Nullable SSLContext> sslContext) {
		this.sslContext = Arguments.required("The source of the SSL context", sslContext);
		return this;
	}

	/**
	 * Set protocols and cipher suites for {@code https}; other members of the parameters
	 * are not used. Default: those of the JVM.
	 * @param sslParameters gives the parameters, {@code null} for the default; asked with
	 * the SSL context
	 * @return this builder
	 */
	public OctoStoreClientBuilder sslParameters(Supplier<@Nullable SSLParameters> sslParameters) {
		this.sslParameters = Arguments.required("The source of the SSL parameters", sslParameters);
		return this;
	}

	/**
	 * Set the proxy to go through. Default: that of the JVM, which its system properties
	 * name ({@code https.proxyHost}, {@code http.nonProxyHosts} and so on), or else that
	 * of the environment variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
	 * {@code NO_PROXY}. The selector {@code ProxySelector.of(null)} switches proxies off.
	 * @param proxySelector chooses the proxy, or none, by the base URL
	 * @return this builder
	 */
	public OctoStoreClientBuilder proxySelector(ProxySelector proxySelector) {
		this.proxySelector = Arguments.required("The proxy selector", proxySelector);
		return this;
	}

	/**
	 * Set user name and password for the proxy. Default: those of the system properties
	 * or the environment variable that names the proxy.
	 * @param authentication user name and password
	 * @return this builder
	 */
	public OctoStoreClientBuilder proxyAuthentication(PasswordAuthentication authentication) {
		this.proxyAuthentication = Arguments.required("The proxy authentication", authentication);
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
	 * Observe background requests of locks and elections too: keepalives, renewals and
	 * the like. Each is a trace of its own. Default: {@code false}.
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
		if ((this.token != null || this.adminKey != null) && !this.baseUrl.isEncrypted() && !this.baseUrl.isLoopback()
				&& !this.allowInsecureHttp) {
			throw new OctoStoreValidationException(
					"The base URL '" + this.baseUrl + "' is not encrypted and not of this machine, so the "
							+ ((this.token != null) ? "token" : "admin key") + " would be readable on the network: use"
							+ " https, or set allowInsecureHttp (octostore.allow-insecure-http=true)");
		}
		ConnectionSettings settings = connectionSettings();
		Wire wire = new Wire(settings, this.observationRegistry, this.observesBackground);
		Operations operations = new Operations(this.baseUrl, this.lockNameRule, this.maxResponseSize);
		return new ReactiveOctoStoreClient(new Caller(operations, wire, credentials(), this.adminKey),
				this.requestTimeout, this.retry);
	}

	private ConnectionSettings connectionSettings() {
		URI server = this.baseUrl.resolve("/");
		Supplier<@Nullable SSLContext> context = this.sslContext;
		Proxies proxies = new Proxies(this.proxySelector, this.proxyAuthentication);
		return new ConnectionSettings(server, this.connectTimeout, context, this.sslParameters,
				() -> proxies.to(server));
	}

	private @Nullable Credentials credentials() {
		if (this.token == null) {
			return null;
		}
		return this.fixedToken ? Credentials.of(BearerToken.of(this.token.get())) : Credentials.from(this.token);
	}

}
