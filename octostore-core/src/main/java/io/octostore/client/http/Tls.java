package io.octostore.client.http;

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

/**
 * The TLS settings of the JVM.
 */
final class Tls {

	private Tls() {
	}

	static SSLContext ofJvm() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The TLS settings of this JVM cannot be loaded", ex);
		}
	}

}
