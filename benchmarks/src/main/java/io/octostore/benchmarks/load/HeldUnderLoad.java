package io.octostore.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.octostore.benchmarks.pairs.Writers;
import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.JvmProcess;
import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;

/**
 * Holds locks while many writers keep the server busy. None may be lost, and no repeat of
 * a renewal or keepalive may come closer to the attempt before than the engine promises.
 */
public final class HeldUnderLoad {

	private static final String USER = "holder";

	private static final String TOKEN = "token-of-holder";

	private static final Duration SLICE = Duration.ofSeconds(10);

	private final int locks = Options.number("bench.locks", 80);

	private final int writers = Options.number("bench.writers", 64);

	private final Duration duration = Duration.ofMinutes(Options.number("bench.minutes", 10));

	private final Attempts attempts = new Attempts();

	private final List<Double> pairsPerSecond = new ArrayList<>();

	private HeldUnderLoad() {
	}

	/**
	 * Runs.
	 * @return whether no lock was lost and no attempt came too close
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		HeldUnderLoad load = new HeldUnderLoad();
		try (OctoStoreProcess server = new OctoStoreProcess(Options.server(),
				Map.of(USER, TOKEN, Writers.USER, Writers.TOKEN));
				CountingProxy proxy = new CountingProxy(server.baseUrl(), load.attempts);
				JvmProcess holder = new JvmProcess("holder", HolderJvm.class, Options.jvmOptions(),
						proxy.baseUrl().toString(), TOKEN);
				Writers writers = new Writers(server.baseUrl())) {
			holder.ask("hold " + load.locks);
			ForeignLoad foreignLoad = new ForeignLoad();
			foreignLoad.begin();
			load.keepBusy(writers);
			double foreign = foreignLoad.end();
			Report report = new Report(load.duration, load.writers, load.pairsPerSecond,
					Holding.parse(holder.ask("report")), load.attempts);
			Results.publish("load", report.lines(foreign), report.chart());
			return report.isGood();
		}
	}

	private void keepBusy(Writers jvm) throws IOException {
		Instant end = Instant.now().plus(this.duration);
		while (Instant.now().isBefore(end)) {
			double pairs = jvm.run(this.writers, SLICE);
			this.pairsPerSecond.add(pairs);
			System.err.printf("%d writers: %.0f pairs/s, %d attempts to renew or keep alive so far%n", this.writers,
					pairs, this.attempts.count());
		}
	}

}
