package io.octostore.lending;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The open watches of one credential. Serial context only.
 */
final class WatchBudget {

	/**
	 * Streams at a time. Each is a connection; locks that wait without one poll.
	 */
	static final int LIMIT = 16;

	private final Set<RemoteWatch> open = new LinkedHashSet<>();

	/**
	 * Count a watch.
	 * @return whether there may be another one
	 */
	boolean opens(RemoteWatch watch) {
		return this.open.size() < LIMIT && this.open.add(watch);
	}

	void closed(RemoteWatch watch) {
		this.open.remove(watch);
	}

	/**
	 * The server could not be reached: an open stream is no sign of life, and may even
	 * keep a server that is stopping from ending.
	 */
	void endAll() {
		List.copyOf(this.open).forEach(RemoteWatch::end);
	}

}
