package io.octostore.benchmarks.handoff;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An instant on two clocks that both JVMs read.
 *
 * @param monotonicNanos the monotonic clock, which on Linux counts from the same origin
 * in all processes
 * @param wallMicros the wall clock
 */
record Stamp(long monotonicNanos, long wallMicros) {

	static Stamp now() {
		return new Stamp(System.nanoTime(), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
	}

	static Stamp parse(String line) {
		String[] fields = line.split(" ", 2);
		return new Stamp(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
	}

	String format() {
		return this.monotonicNanos + " " + this.wallMicros;
	}

}
