package io.octostore.etcd;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The endpoints of a cluster, of which all calls use the same one as long as it answers.
 */
final class Endpoints {

	private final List<Endpoint> all;

	private final AtomicInteger current;

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

	int size() {
		return this.all.size();
	}

	@Override
	public String toString() {
		return this.all.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
	}

}
