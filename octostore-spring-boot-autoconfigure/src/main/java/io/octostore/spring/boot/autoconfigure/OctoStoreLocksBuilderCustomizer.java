package io.octostore.spring.boot.autoconfigure;

import io.octostore.lock.OctoStoreLocksBuilder;

/**
 * Changes the locks that are configured automatically, after the properties were applied.
 * Beans of this type are called in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OctoStoreLocksBuilderCustomizer {

	/**
	 * Change the builder.
	 * @param builder the builder of the locks
	 */
	void customize(OctoStoreLocksBuilder builder);

}
