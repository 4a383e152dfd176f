package io.octostore.benchmarks.pairs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.octostore.benchmarks.support.Options;

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
 * @param contenders the clients that take part
 * @param virtualThreads whether callers are virtual threads
 */
record Settings(Path binary, List<Integer> callers, int rounds, Duration run, Duration patience, double foreignLoad,
		List<String> jvmOptions, List<Contender> contenders, boolean virtualThreads) {

	static Settings fromSystemProperties() {
		return new Settings(Options.server(),
				Arrays.stream(Options.text("bench.callers", "1,8,64").split(",", -1)).map(Integer::valueOf).toList(),
				Options.number("bench.rounds", 15), Duration.ofSeconds(Options.number("bench.seconds", 1)),
				Duration.ofSeconds(Options.number("bench.patience", 300)), Options.foreignLoad(), Options.jvmOptions(),
				Arrays.stream(Options.text("bench.contenders", all()).split(",", -1)).map(Contender::valueOf).toList(),
				Boolean.parseBoolean(Options.text(Load.VIRTUAL, "false")));
	}

	private static String all() {
		return String.join(",", Arrays.stream(Contender.values()).map(Contender::name).toList());
	}

}
