package io.octostore.benchmarks.load;

import java.util.Arrays;

/**
 * What became of the held locks.
 *
 * @param locks how many were acquired
 * @param stillHeld how many are held at the end
 * @param lost losses that were reported
 * @param atRisk warnings that a lock is at risk
 * @param renewals renewals that were confirmed
 * @param failedRenewals renewals without proof
 * @param keepalives keepalives that were confirmed
 * @param failedKeepalives keepalives without proof
 * @param p50Micros median time of a confirmed renewal
 * @param p99Micros 99th percentile of it
 * @param maxMicros longest of them
 */
record Holding(long locks, long stillHeld, long lost, long atRisk, long renewals, long failedRenewals, long keepalives,
		long failedKeepalives, long p50Micros, long p99Micros, long maxMicros) {

	static Holding parse(String line) {
		long[] fields = Arrays.stream(line.split(" ", 11)).mapToLong(Long::parseLong).toArray();
		return new Holding(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7],
				fields[8], fields[9], fields[10]);
	}

	String format() {
		return this.locks + " " + this.stillHeld + " " + this.lost + " " + this.atRisk + " " + this.renewals + " "
				+ this.failedRenewals + " " + this.keepalives + " " + this.failedKeepalives + " " + this.p50Micros + " "
				+ this.p99Micros + " " + this.maxMicros;
	}

	long gone() {
		return Math.max(this.lost, this.locks - this.stillHeld);
	}

}
