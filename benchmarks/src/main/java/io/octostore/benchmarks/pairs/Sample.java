package io.octostore.benchmarks.pairs;

import java.util.Arrays;

import io.octostore.benchmarks.support.Spread;

/**
 * What one run of one contender showed.
 *
 * @param pairs how many pairs of acquire and release were completed
 * @param elapsedNanos how long the run took
 * @param cpuNanos CPU time of the contender's JVM during the run
 * @param p50Nanos median latency of a pair
 * @param p99Nanos 99th percentile of the latency of a pair
 */
record Sample(long pairs, long elapsedNanos, long cpuNanos, long p50Nanos, long p99Nanos) {

	static Sample of(long[] latencies, long elapsedNanos, long cpuNanos) {
		if (latencies.length == 0) {
			throw new IllegalStateException("No pair was completed");
		}
		return new Sample(latencies.length, elapsedNanos, cpuNanos, Spread.percentile(latencies, 50),
				Spread.percentile(latencies, 99));
	}

	static Sample parse(String line) {
		long[] fields = Arrays.stream(line.split(" ", 5)).mapToLong(Long::parseLong).toArray();
		return new Sample(fields[0], fields[1], fields[2], fields[3], fields[4]);
	}

	String format() {
		return this.pairs + " " + this.elapsedNanos + " " + this.cpuNanos + " " + this.p50Nanos + " " + this.p99Nanos;
	}

	double p50Millis() {
		return this.p50Nanos / 1e6;
	}

	double p99Millis() {
		return this.p99Nanos / 1e6;
	}

	double pairsPerSecond() {
		return this.pairs * 1e9 / this.elapsedNanos;
	}

	double cpuMicrosPerPair() {
		return this.cpuNanos / 1e3 / this.pairs;
	}

}
