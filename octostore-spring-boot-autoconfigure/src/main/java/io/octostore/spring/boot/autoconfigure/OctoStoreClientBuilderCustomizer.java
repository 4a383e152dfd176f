package io.octostore.spring.boot.autoconfigure;

import io.octostore.client.OctoStoreClientBuilder;

/**
 * Changes the client that is configured automatically, after the properties were applied.
 * Beans of this type are called in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OctoStoreClientBuilderCustomizer {

	/**
	 * Change the builder.
	 * @param builder the builder of the client
	 */
	void customize(OctoStoreClientBuilder builder);

}
