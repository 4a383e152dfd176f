package io.octostore.client;

import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * The connections of a client, by lane. Nothing is opened or started before it is asked
 * for.
 */
interface Connectors {

	/**
	 * Return the connector whose connections are kept and used again.
	 * @param lane kind of traffic
	 * @return the connector
	 */
	ClientHttpConnector pooled(Lane lane);

	/**
	 * Return a connector that opens a connection for each request and closes it after.
	 * @param lane kind of traffic
	 * @return the connector
	 */
	ClientHttpConnector fresh(Lane lane);

	/**
	 * Close all connections and end all threads.
	 * @return completes when it is done
	 */
	Mono<Void> close();

}
