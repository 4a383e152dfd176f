package io.octostore.benchmarks.handoff;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.Options;

/**
 * What to run.
 *
 * @param contenders who takes part
 * @param blocks how many undisturbed blocks to collect for each contender
 * @param handOffs hand-offs in each block
 * @param warmUp hand-offs of each contender before
 * @param patience how long to go on for undisturbed blocks
 * @param foreignLoad the share of all processors, from 0 to 1, that others may use
 * without disturbing a block
 * @param jvmOptions options for the JVMs of the contenders
 */
record Settings(List<Contender> contenders, int blocks, int handOffs, int warmUp, Duration patience, double foreignLoad,
		List<String> jvmOptions) {

	/** For each JVM, as busy as it can be; hand-offs of {@link #SHORT_HOLDS} follow. */
	static final Duration WARM_UP = Duration.ofSeconds(10);

	/**
	 * Uniform over five times the interval of those that poll every 100 ms, twice that of
	 * those that poll every 250 ms: otherwise their figures depend on the phase.
	 */
	static final Holds HOLDS = new Holds(200, 700);

	static final Holds SHORT_HOLDS = new Holds(20, 120);

	static Settings fromSystemProperties() {
		return new Settings(
				Arrays.stream(Options.text("bench.contenders", all()).split(",", -1)).map(Contender::valueOf).toList(),
				Options.number("bench.rounds", 5), Options.number("bench.hand-offs", 40),
				Options.number("bench.warm-up", 100), Duration.ofSeconds(Options.number("bench.patience", 1800)),
				Options.foreignLoad(), Options.jvmOptions());
	}

	private static String all() {
		return String.join(",", Arrays.stream(Contender.values()).map(Contender::name).toList());
	}

	/**
	 * How long the lock is held, in milliseconds.
	 */
	record Holds(int from, int to) {

		int next(Random random) {
			return this.from + random.nextInt(this.to - this.from);
		}

	}

}
