package io.octostore.benchmarks.hot;

import java.util.List;

/**
 * What one run of one contender showed.
 *
 * @param shares what each instance had
 * @param elapsedNanos how long it took
 * @param requests requests that the OctoStore server has had meanwhile
 * @param foreignLoad the share of all processors that others used meanwhile
 */
record Sample(List<Share> shares, long elapsedNanos, long requests, double foreignLoad) {

	long grants() {
		return this.shares.stream().mapToLong(Share::grants).sum();
	}

	double grantsPerSecond() {
		return grants() * 1e9 / this.elapsedNanos;
	}

	double seconds() {
		return this.elapsedNanos / 1e9;
	}

	/**
	 * The smallest part of all grants that one instance had, from 0 to 1.
	 */
	double smallestShare() {
		return this.shares.stream().mapToLong(Share::grants).min().orElse(0) / (double) Math.max(1, grants());
	}

	/**
	 * How far the share of an instance is away from that of all, as a part of it.
	 */
	double unevenness() {
		double mean = Math.max(1, grants()) / (double) this.shares.size();
		return this.shares.stream().mapToDouble((share) -> Math.abs(share.grants() / mean - 1)).max().orElse(0);
	}

	double longestWaitMillis() {
		return this.shares.stream().mapToLong(Share::longestWaitNanos).max().orElse(0) / 1e6;
	}

	double timeouts() {
		return this.shares.stream().mapToLong(Share::timeouts).sum();
	}

	double requestsPerGrant() {
		return this.requests / (double) Math.max(1, grants());
	}

	/**
	 * The part of the time in which an instance had the lock, from 0 to 1.
	 */
	double held() {
		return this.shares.stream().mapToLong(Share::heldNanos).sum() / (double) this.elapsedNanos;
	}

}
