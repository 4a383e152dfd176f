package io.octostore.benchmarks.overhead;

import java.util.Collection;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;

/**
 * Measures what a call of an annotated method costs more than the same call in code, in
 * time and in allocated bytes.
 */
public final class AnnotationOverhead {

	private AnnotationOverhead() {
	}

	/**
	 * Runs.
	 * @return whether all that is aimed at was met
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		ChainedOptionsBuilder options = new OptionsBuilder().include(Calls.class.getName() + "\\.")
			.forks(Options.number("bench.forks", 2))
			.warmupIterations(3)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(Options.number("bench.rounds", 5))
			.measurementTime(TimeValue.seconds(1))
			.addProfiler(GCProfiler.class)
			.jvmArgsAppend("-Xmx256m")
			.jvmArgsAppend(Options.jvmOptions().toArray(String[]::new));
		Collection<RunResult> results = new Runner(options.build()).run();
		Report report = new Report(results);
		Results.publish("overhead", report.lines(), report.chart());
		return report.isGood();
	}

}
