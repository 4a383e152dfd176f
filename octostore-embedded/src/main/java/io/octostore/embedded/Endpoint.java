package io.octostore.embedded;

import java.time.Instant;

/**
 * Answers the requests for one operation.
 */
@FunctionalInterface
interface Endpoint {

	/**
	 * Serves a request, under the lock of {@link ServerState}.
	 * @param request the request
	 * @param now the server's time
	 * @return the answer
	 */
	Answer serve(ApiRequest request, Instant now);

}
