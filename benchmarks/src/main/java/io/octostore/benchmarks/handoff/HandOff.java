package io.octostore.benchmarks.handoff;

import java.util.concurrent.TimeUnit;

/**
 * The lock passed from one JVM to the other.
 *
 * @param released when the one called release
 * @param granted when the body of the other began
 */
record HandOff(Stamp released, Stamp granted) {

	private static final long MAX_DISAGREEMENT = TimeUnit.MILLISECONDS.toNanos(1);

	long nanos() {
		return this.granted.monotonicNanos() - this.released.monotonicNanos();
	}

	/**
	 * Whether both clocks say the same; not when the wall clock was set meanwhile.
	 */
	boolean isCredible() {
		long wall = TimeUnit.MICROSECONDS.toNanos(this.granted.wallMicros() - this.released.wallMicros());
		return Math.abs(nanos() - wall) <= MAX_DISAGREEMENT;
	}

}
