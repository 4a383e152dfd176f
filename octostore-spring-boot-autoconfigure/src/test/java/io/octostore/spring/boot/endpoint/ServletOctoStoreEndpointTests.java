package io.octostore.spring.boot.endpoint;

import io.octostore.embedded.OctoStoreServer;

/**
 * The endpoint of a Spring MVC application.
 */
class ServletOctoStoreEndpointTests extends OctoStoreEndpointContract {

	@Override
	EndpointApplication start(OctoStoreServer octoStore, String instance, String... properties) {
		return EndpointApplication.servlet(octoStore, instance, properties);
	}

}
