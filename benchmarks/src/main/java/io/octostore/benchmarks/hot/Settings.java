package io.octostore.benchmarks.hot;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.Options;

/**
 * What to run.
 *
 * @param contenders which libraries take part
 * @param shapes how many want the lock
 * @param rounds undisturbed runs of each shape that is not measured only once
 * @param run how long a run lasts
 * @param warmUp how long each contender warms up
 * @param patience how long to go on for undisturbed runs
 * @param foreignLoad the share of all processors, from 0 to 1, that others may use
 * without disturbing a run
 * @param jvmOptions options for the JVMs of the contenders
 */
record Settings(List<Contender> contenders, List<Shape> shapes, int rounds, Duration run, Duration warmUp,
		Duration patience, double foreignLoad, List<String> jvmOptions) {

	/** Those that tell an instance of a release, or are asked for by the aims. */
	private static final List<Contender> USUAL = List.of(Contender.WATCH_ON_SOCKETS, Contender.OCTOSTORE,
			Contender.OCTOSTORE_ON_ETCD, Contender.REDISSON, Contender.REDISSON_DURABLE,
			Contender.REDIS_PUB_SUB_DURABLE, Contender.JDBC);

	static Settings fromSystemProperties() {
		return new Settings(
				Arrays.stream(Options.text("bench.contenders", names(USUAL)).split(",", -1))
					.map(Contender::valueOf)
					.toList(),
				Arrays.stream(Options.text("bench.shapes", names(List.of(Shape.values()))).split(",", -1))
					.map(Shape::valueOf)
					.toList(),
				Options.number("bench.rounds", 2), Duration.ofSeconds(Options.number("bench.seconds", 6)),
				Duration.ofSeconds(Options.number("bench.warm-up", 6)),
				Duration.ofSeconds(Options.number("bench.patience", 1200)), Options.foreignLoad(),
				Options.jvmOptions());
	}

	private static String names(List<? extends Enum<?>> constants) {
		return String.join(",", constants.stream().map(Enum::name).toList());
	}

	int rounds(Shape shape) {
		return shape.isSingle() ? 1 : this.rounds;
	}

}
