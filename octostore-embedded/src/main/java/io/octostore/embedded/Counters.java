package io.octostore.embedded;

/**
 * How often locks were acquired and released. Guarded by the lock of {@link ServerState}.
 */
final class Counters {

	private long acquires;

	private long releases;

	void acquired() {
		this.acquires++;
	}

	void released() {
		this.releases++;
	}

	void reset() {
		this.acquires = 0;
		this.releases = 0;
	}

	long acquires() {
		return this.acquires;
	}

	long releases() {
		return this.releases;
	}

}
