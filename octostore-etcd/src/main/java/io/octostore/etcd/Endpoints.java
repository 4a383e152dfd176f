package io.octostore.etcd;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of a cluster, of which all calls use the same one as long as it answers.
 */
final class Endpoints {

	private static final Logger logger = LoggerFactory.getLogger(Endpoints.class);

	private final List<Endpoint> all;

	private final AtomicInteger current;

	/** Where the locks are. */
	private final AtomicReference<@Nullable String> cluster = new AtomicReference<>();

	/**
	 * Begin with any of them, so that instances spread over the members.
	 */
	Endpoints(List<URI> uris) {
		this.all = uris.stream().map(Endpoint::new).toList();
		this.current = new AtomicInteger(ThreadLocalRandom.current().nextInt(this.all.size()));
	}

	Endpoint current() {
		return this.all.get(this.current.get());
	}

	/**
	 * Use the next one, unless that has been done meanwhile.
	 */
	void leave(Endpoint endpoint) {
		int index = this.all.indexOf(endpoint);
		this.current.compareAndSet(index, (index + 1) % this.all.size());
	}

	/**
	 * Whether an answer comes from the cluster that has answered first: the locks of
	 * another one exclude no instance of this one.
	 */
	boolean isOfTheCluster(Endpoint endpoint, String id) {
		String first = this.cluster.compareAndExchange(null, id);
		boolean same = first == null || first.equals(id);
		if (!same && endpoint.isNewsThatItBelongsElsewhere()) {
			logger.error("etcd at {} belongs to another cluster than the member that has answered first, and is not "
					+ "used: name members of one cluster only, and start the instances anew after a backup was "
					+ "restored", endpoint);
		}
		return same;
	}

	int size() {
		return this.all.size();
	}

	@Override
	public String toString() {
		return this.all.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
	}

}
