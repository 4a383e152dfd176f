package io.octostore.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What to run.
 *
 * @param binary the server
 * @param callers the numbers of callers to measure with
 * @param rounds how many undisturbed rounds to collect for each number of callers
 * @param run how long one run lasts
 * @param patience how long to go on for undisturbed rounds of one number of callers
 * @param foreignLoad the share of all processors, from 0 to 1, that others may use
 * without disturbing a run
 * @param jvmOptions options for the JVMs of the contenders; <code>{contender}</code> in
 * them stands for the contender's name
 * @param report where the result is written
 */
record Settings(Path binary, List<Integer> callers, int rounds, Duration run, Duration patience, double foreignLoad,
		List<String> jvmOptions, Path report) {

	static Settings fromSystemProperties() {
		return new Settings(Path.of(System.getProperty("octostore.server.binary")),
				Arrays.stream(System.getProperty("bench.callers", "1,8,64").split(",", -1))
					.map(Integer::valueOf)
					.toList(),
				Integer.getInteger("bench.rounds", 15), Duration.ofSeconds(Integer.getInteger("bench.seconds", 1)),
				Duration.ofSeconds(Integer.getInteger("bench.patience", 300)),
				Integer.getInteger("bench.foreign-load", 10) / 100.0,
				Arrays.stream(System.getProperty("bench.jvm-options", "").split(" ", -1))
					.filter((option) -> !option.isBlank())
					.toList(),
				Path.of(System.getProperty("bench.report", "target/uncontended-locks.md")));
	}

}
