package io.octostore.etcd;

import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.octostore.client.http.Route;

/**
 * One member of the cluster, or a balancer in front of some.
 */
final class Endpoint {

	private static final String JSON = "application/json";

	private final URI uri;

	private final Map<Operation, Route> routes = new EnumMap<>(Operation.class);

	private volatile @Nullable Version version;

	private final AtomicBoolean elsewhere = new AtomicBoolean();

	Endpoint(URI uri) {
		this.uri = uri;
		for (Operation operation : Operation.values()) {
			this.routes.put(operation,
					new Route(operation.method(), operation.path(), uri(operation), JSON, operation.lane()));
		}
	}

	URI uri(Operation operation) {
		return URI.create(this.uri + operation.path());
	}

	@SuppressWarnings("NullAway") // The constructor puts every operation.
	Route route(Operation operation) {
		return this.routes.get(operation);
	}

	/**
	 * Release of the server, as long as no connection to it has failed.
	 */
	@Nullable Version version() {
		return this.version;
	}

	void isOf(Version proven) {
		this.version = proven;
	}

	/**
	 * Another server may answer there next time.
	 */
	void suspect() {
		this.version = null;
	}

	boolean isNewsThatItBelongsElsewhere() {
		return this.elsewhere.compareAndSet(false, true);
	}

	@Override
	public String toString() {
		return this.uri.toString();
	}

}
