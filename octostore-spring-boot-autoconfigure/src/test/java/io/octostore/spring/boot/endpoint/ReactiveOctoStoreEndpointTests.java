package io.octostore.spring.boot.endpoint;

import io.octostore.embedded.OctoStoreServer;

/**
 * The endpoint of a WebFlux application.
 */
class ReactiveOctoStoreEndpointTests extends OctoStoreEndpointContract {

	@Override
	EndpointApplication start(OctoStoreServer octoStore, String instance, String... properties) {
		return EndpointApplication.reactive(octoStore, instance, properties);
	}

}
