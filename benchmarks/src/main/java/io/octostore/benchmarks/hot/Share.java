package io.octostore.benchmarks.hot;

import java.util.Arrays;

/**
 * What one instance had of the lock.
 *
 * @param grants how often it was granted the lock before the end of the run
 * @param timeouts how often a caller gave up
 * @param longestWaitNanos longest time from a call to the begin of its body
 * @param heldNanos how long it has had the lock, up to the end of the run
 * @param lastNanos when it gave the lock back for the last time
 */
record Share(long grants, long timeouts, long longestWaitNanos, long heldNanos, long lastNanos) {

	static Share parse(String text) {
		long[] fields = Arrays.stream(text.split(" ", 5)).mapToLong(Long::parseLong).toArray();
		return new Share(fields[0], fields[1], fields[2], fields[3], fields[4]);
	}

	String format() {
		return this.grants + " " + this.timeouts + " " + this.longestWaitNanos + " " + this.heldNanos + " "
				+ this.lastNanos;
	}

}
