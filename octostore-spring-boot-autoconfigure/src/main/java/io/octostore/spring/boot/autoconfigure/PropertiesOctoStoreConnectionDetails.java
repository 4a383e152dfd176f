package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^:}]*}");

	private final OctoStoreProperties properties;

	private final @Nullable SslBundles sslBundles;

	PropertiesOctoStoreConnectionDetails(OctoStoreProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public String getBaseUrl() {
		String baseUrl = this.properties.baseUrl();
		if (!StringUtils.hasText(baseUrl)) {
			// Perhaps a variable without a value: the token must not go to another server
			throw new InvalidPropertyException("octostore.base-url", baseUrl, "It is empty",
					"Set it to the address of the server, or remove it to use "
							+ OctoStoreClientBuilder.DEFAULT_BASE_URL + ".",
					null);
		}
		return baseUrl;
	}

	@Override
	public String getToken() {
		String token = this.properties.token();
		Path file = this.properties.tokenFile();
		if (StringUtils.hasText(token)) {
			if (file != null) {
				throw new InvalidPropertyException("octostore.token-file", file, "octostore.token is set as well",
						"Set one of the two.", null);
			}
			return resolved("octostore.token", token);
		}
		if (file == null && this.properties.noOp()) {
			// The client is there, and is not asked
			return "no-op";
		}
		if (file == null) {
			throw new MissingTokenException(getBaseUrl());
		}
		return read(file);
	}

	private static String read(Path file) {
		try {
			String token = Files.readString(file).strip();
			if (token.isEmpty()) {
				throw unusable(file, "The file is empty", null);
			}
			return token;
		}
		catch (IOException ex) {
			throw unusable(file, "The file cannot be read", ex);
		}
	}

	private static InvalidPropertyException unusable(Path file, String reason, @Nullable IOException cause) {
		return new InvalidPropertyException("octostore.token-file", file, reason,
				"Put the bearer token into it, and nothing else.", cause);
	}

	@Override
	public List<String> getAdditionalTokens() {
		List<String> tokens = this.properties.additionalTokens();
		for (int index = 0; index < tokens.size(); index++) {
			String property = "octostore.additional-tokens[" + index + "]";
			if (!StringUtils.hasText(resolved(property, tokens.get(index)))) {
				throw new InvalidPropertyException(property, null, "It is empty", "Set it to a token, or remove it.",
						null);
			}
		}
		return tokens;
	}

	/**
	 * Refuse a token that is a placeholder. Spring leaves a placeholder that it cannot
	 * resolve as it is, and the server would be asked with its text.
	 */
	private static String resolved(String property, String token) {
		Matcher placeholder = PLACEHOLDER.matcher(token);
		if (placeholder.find()) {
			throw new InvalidPropertyException(property, placeholder.group(), "The placeholder has no value",
					"Define the property or environment variable that it names.", null);
		}
		return token;
	}

	@Override
	public void onSslBundleUpdate(Runnable listener) {
		String bundle = this.properties.ssl().bundle();
		if (StringUtils.hasText(bundle) && this.sslBundles != null) {
			this.sslBundles.addBundleUpdateHandler(bundle, (updated) -> listener.run());
		}
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String bundle = this.properties.ssl().bundle();
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
