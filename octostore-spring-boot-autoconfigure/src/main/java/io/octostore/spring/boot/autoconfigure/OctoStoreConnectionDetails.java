package io.octostore.spring.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Address of the OctoStore server, and the credentials for it. Taken from the properties
 * {@code octostore.*} unless the application, a test or the embedded server provides a
 * bean of this type.
 *
 * @since 0.1.0
 */
public interface OctoStoreConnectionDetails extends ConnectionDetails {

	/**
	 * Address of the server.
	 * @return an {@code http} or {@code https} URL
	 */
	String getBaseUrl();

	/**
	 * Bearer token. Asked for at the start, and again each time the server has refused
	 * the present one; by any thread, and may block.
	 * @return the token; a secret
	 */
	String getToken();

	/**
	 * Tokens of other users of the server: the locks are spread over all users. Asked for
	 * at the start, and again each time the server has refused one of them, which the
	 * token at the same place replaces; their number stays that of the start. By any
	 * thread, and may block.
	 * @return the tokens, none by default; secrets
	 */
	default List<String> getAdditionalTokens() {
		return List.of();
	}

	/**
	 * Certificates for {@code https}. Asked for whenever connections are made anew, by
	 * any thread; another bundle than before is used from then on.
	 * @return the SSL bundle, {@code null} for the certificates of the JVM
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * Register a listener to call when the SSL bundle has been replaced. Without a call,
	 * another bundle is found when a connection fails, or after some minutes.
	 * @param listener makes new connections; does not block
	 */
	default void onSslBundleUpdate(Runnable listener) {
	}

}
