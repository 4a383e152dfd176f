package io.octostore.client.http;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that connections go through.
 * <p>
 * {@code toString} shows no password.
 *
 * @param host the host
 * @param port the port
 * @param socks whether it speaks SOCKS 5 rather than HTTP
 * @param username the user name, or {@code null} for none
 * @param password the password, or {@code null} for none
 */
public record ProxyAddress(String host, int port, boolean socks, @Nullable String username, @Nullable String password) {

	@Override
	public String toString() {
		return (this.socks ? "socks://" : "http://") + this.host + ":" + this.port;
	}

}
