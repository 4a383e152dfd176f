package io.octostore.client;

import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.octostore.client.http.Route;

/**
 * The addresses on one server.
 */
final class Targets {

	private final BaseUrl baseUrl;

	private final int maxResponseSize;

	private final Map<Endpoint, Route> routes = new EnumMap<>(Endpoint.class);

	Targets(BaseUrl baseUrl, int maxResponseSize) {
		this.baseUrl = baseUrl;
		this.maxResponseSize = maxResponseSize;
		for (Endpoint endpoint : Endpoint.values()) {
			this.routes.put(endpoint, endpoint.route(baseUrl));
		}
	}

	/**
	 * The address of the server, in one form.
	 */
	String server() {
		return this.baseUrl.canonical();
	}

	/**
	 * Return where a request goes.
	 * @param endpoint the endpoint
	 * @param encodedPath path and query, already percent-encoded
	 * @param name the lock or election that the call is about, or {@code null}
	 * @return the target
	 */
	Operation.Target of(Endpoint endpoint, String encodedPath, @Nullable String name) {
		return of(endpoint, encodedPath, name, this.maxResponseSize);
	}

	/**
	 * Return where a request goes whose answer may be large.
	 * @param endpoint the endpoint
	 * @param encodedPath path and query, already percent-encoded
	 * @param leastLimit what may be read at least, in bytes
	 * @return the target
	 */
	Operation.Target large(Endpoint endpoint, String encodedPath, int leastLimit) {
		return of(endpoint, encodedPath, null, Math.max(this.maxResponseSize, leastLimit));
	}

	@SuppressWarnings("NullAway") // The constructor puts every endpoint.
	private Operation.Target of(Endpoint endpoint, String encodedPath, @Nullable String name, int limit) {
		return new Operation.Target(this.baseUrl.toString(), this.routes.get(endpoint),
				this.baseUrl.resolve(encodedPath), name, limit);
	}

}
