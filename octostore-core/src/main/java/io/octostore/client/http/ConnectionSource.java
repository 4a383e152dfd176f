package io.octostore.client.http;

import org.springframework.http.client.reactive.ClientHttpConnector;
import reactor.core.publisher.Mono;

/**
 * The connections of a client, by lane. Nothing is opened or started before it is asked
 * for.
 */
interface ConnectionSource {

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
	 * Use new connections from now on.
	 */
	void replace();

	/**
	 * Use new connections if they would be made in another way: the TLS settings or the
	 * proxy have changed.
	 */
	void replaceIfOutdated();

	/**
	 * Return a signal that comes when the present connections are replaced.
	 * @return completes then
	 */
	Mono<Void> replacement();

	/**
	 * Close all connections and end all threads.
	 * @return completes when it is done
	 */
	Mono<Void> close();

}
