package io.octostore.benchmarks.pairs;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.JvmProcess;
import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Results;

/**
 * Measures how long it takes to acquire and release a lock that no other caller wants,
 * and what that costs the client. The contenders take turns, so that what changes on the
 * machine meanwhile befalls all of them.
 */
public final class UncontendedLocks {

	private static final Duration WARM_UP = Duration.ofSeconds(16);

	private final Settings settings;

	private final Map<Contender, JvmProcess> jvms;

	private final ForeignLoad foreignLoad = new ForeignLoad();

	private UncontendedLocks(Settings settings, Map<Contender, JvmProcess> jvms) {
		this.settings = settings;
		this.jvms = jvms;
	}

	/**
	 * Runs.
	 * @return whether it succeeded
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		Settings settings = Settings.fromSystemProperties();
		Map<Contender, JvmProcess> jvms = new EnumMap<>(Contender.class);
		Map<String, String> users = Arrays.stream(Contender.values())
			.collect(Collectors.toMap(Contender::user, Contender::token));
		try (OctoStoreProcess server = new OctoStoreProcess(settings.binary(), users)) {
			try {
				for (Contender contender : settings.contenders()) {
					jvms.put(contender, start(contender, server.baseUrl(), settings));
				}
				Report report = new UncontendedLocks(settings, jvms).measure();
				Results.publish(settings.virtualThreads() ? "pairs-virtual-threads" : "pairs", report.lines(),
						report.chart());
			}
			finally {
				for (JvmProcess jvm : jvms.values()) {
					jvm.close();
				}
			}
		}
		return true;
	}

	private static JvmProcess start(Contender contender, URI baseUrl, Settings settings) throws IOException {
		List<String> options = new ArrayList<>(settings.jvmOptions());
		options.add("-D" + Load.VIRTUAL + "=" + settings.virtualThreads());
		return new JvmProcess(contender.name(), ContenderJvm.class, options, contender.name(), baseUrl.toString());
	}

	private Report measure() throws IOException, InterruptedException {
		progress("Warming up");
		for (JvmProcess jvm : this.jvms.values()) {
			run(jvm, 8, WARM_UP);
			run(jvm, 1, WARM_UP.dividedBy(2));
		}
		Report report = new Report(this.settings);
		for (int callers : this.settings.callers()) {
			report.add(measure(callers));
		}
		return report;
	}

	private Rounds measure(int callers) throws IOException, InterruptedException {
		Rounds rounds = new Rounds(callers, this.settings.foreignLoad());
		Instant deadline = Instant.now().plus(this.settings.patience());
		while (rounds.kept().size() < this.settings.rounds() && Instant.now().isBefore(deadline)) {
			this.foreignLoad.awaitBelow(this.settings.foreignLoad(), deadline);
			Round round = round(callers, rounds.count());
			rounds.add(round);
			progress("callers %d, round %d: others used %.0f %% of the processors, %d rounds kept", callers,
					rounds.count(), round.foreignLoad() * 100, rounds.kept().size());
		}
		return rounds;
	}

	private Round round(int callers, int number) throws IOException {
		List<Map.Entry<Contender, JvmProcess>> order = new ArrayList<>(this.jvms.entrySet());
		Collections.rotate(order, number);
		Map<Contender, Sample> samples = new EnumMap<>(Contender.class);
		double foreign = 0;
		for (Map.Entry<Contender, JvmProcess> contender : order) {
			this.foreignLoad.begin();
			samples.put(contender.getKey(), run(contender.getValue(), callers, this.settings.run()));
			foreign = Math.max(foreign, this.foreignLoad.end());
		}
		return new Round(samples, foreign);
	}

	private static Sample run(JvmProcess jvm, int callers, Duration duration) throws IOException {
		return Sample.parse(jvm.ask(callers + " " + duration.toMillis()));
	}

	private static void progress(String format, Object... args) {
		System.err.printf(format + "%n", args);
	}

}
