package io.octostore.client;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How connections are made.
 *
 * @param connectTimeout limit for opening a connection, and for its TLS handshake
 * @param sslContext TLS settings, or {@code null} for those of the JVM
 * @param encrypted whether the base URL asks for TLS
 */
record ConnectionSettings(Duration connectTimeout, @Nullable SSLContext sslContext, boolean encrypted) {

	/**
	 * Return the TLS settings to use.
	 * @return those that were set, or those of the JVM
	 */
	SSLContext sslContextOrDefault() {
		if (this.sslContext != null) {
			return this.sslContext;
		}
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The TLS settings of this JVM cannot be loaded", ex);
		}
	}

}
