package io.octostore.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * How connections are made.
 *
 * @param baseUrl address of the server
 * @param connectTimeout limit for opening a connection, and for its TLS handshake
 * @param sslContext gives the TLS settings, {@code null} for those of the JVM; asked
 * whenever new pools are made
 * @param sslParameters gives protocols and ciphers, {@code null} for the defaults; asked
 * with the context
 * @param proxy gives the proxy to go through, {@code null} for none; asked whenever new
 * pools are made
 */
public record ConnectionSettings(URI baseUrl, Duration connectTimeout, Supplier<@Nullable SSLContext> sslContext,
		Supplier<@Nullable SSLParameters> sslParameters, Supplier<@Nullable ProxyAddress> proxy) {

	boolean isEncrypted() {
		return "https".equalsIgnoreCase(this.baseUrl.getScheme());
	}

}
