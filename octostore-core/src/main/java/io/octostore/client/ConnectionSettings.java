package io.octostore.client;

import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How connections are made.
 *
 * @param connectTimeout limit for opening a connection, TLS handshake apart
 * @param sslContext TLS settings, or {@code null} for those of the JVM
 * @param encrypted whether the base URL asks for TLS
 */
record ConnectionSettings(Duration connectTimeout, @Nullable SSLContext sslContext, boolean encrypted) {
}
