package io.octostore.spring.boot.autoconfigure.etcd;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Members of the etcd cluster, and the credentials for it. Taken from the properties
 * {@code octostore.etcd.*} unless the application or a test provides a bean of this type.
 *
 * @since 0.1.0
 */
public interface EtcdConnectionDetails extends ConnectionDetails {

	/**
	 * Members of the cluster.
	 * @return their client URLs, {@code http} or {@code https}
	 */
	List<String> getEndpoints();

	/**
	 * User name.
	 * @return the name, {@code null} (the default) where etcd has no authentication
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Password of the user.
	 * @return the password, {@code null} (the default) for none; a secret
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Certificates for {@code https}. Asked for whenever connections are made anew, by
	 * any thread; another bundle than before is used from then on.
	 * @return the SSL bundle, {@code null} for the certificates of the JVM
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
