package io.octostore.benchmarks.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.EtcdCluster;

/**
 * Measures acquire and release on a healthy cluster of three and on one OctoStore server,
 * and the longest time without a grant while a member is stopped or killed.
 */
public final class FailOver {

	private static final String TOKEN = "token-of-the-caller";

	private final Duration healthy = Duration.ofSeconds(Options.number("bench.seconds", 10));

	private final int rounds = Options.number("bench.rounds", 5);

	/** The most that others used while a healthy service was measured. */
	private double foreign;

	private final List<String> rows = new ArrayList<>();

	private final List<Chart.Bar> gaps = new ArrayList<>();

	private FailOver() {
	}

	/**
	 * Runs.
	 * @return whether all came to an end
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		FailOver failOver = new FailOver();
		failOver.measureServer();
		failOver.measureCluster();
		Results.publish("cluster", failOver.lines(),
				new Chart("A cluster, and members that stop").group("longest time without a grant", failOver.gaps));
		return true;
	}

	private void measureServer() throws Exception {
		try (OctoStoreProcess server = new OctoStoreProcess(Options.server(), Map.of("caller", TOKEN));
				ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(server.baseUrl().toString(), TOKEN);
				OctoStoreLocks locks = OctoStoreLocks.builder(client).build()) {
			measureHealthy("one OctoStore server", locks);
		}
	}

	private void measureCluster() throws Exception {
		Path program = Path.of(Options.text("octostore.etcd", "etcd"));
		try (EtcdCluster cluster = EtcdCluster.start(program, 3);
				EtcdAuthority etcd = EtcdAuthority.builder().endpoints(cluster.endpoints()).build();
				OctoStoreLocks locks = OctoStoreLocks.builder(etcd).build()) {
			measureHealthy("three members of etcd", locks);
			for (Harm harm : Harm.values()) {
				List<Double> seconds = new ArrayList<>();
				for (int round = 0; round < this.rounds; round++) {
					seconds.add(measureGap(cluster, etcd, locks, harm));
				}
				Spread gap = Spread.of(seconds);
				row(harm.description + ": longest time without a grant", gap.format(1) + " s");
				this.gaps.add(
						new Chart.Bar(harm.description, gap, String.format(Locale.ROOT, "%.1f s", gap.median()), true));
			}
		}
	}

	private void measureHealthy(String what, OctoStoreLocks locks) throws InterruptedException {
		Pairs pairs = new Pairs(locks);
		Thread caller = start(pairs);
		// Warms up for as long as it measures
		caller.join(this.healthy.toMillis());
		pairs.restart();
		ForeignLoad foreignLoad = new ForeignLoad();
		foreignLoad.begin();
		caller.join(this.healthy.toMillis());
		this.foreign = Math.max(this.foreign, foreignLoad.end());
		row(what + ": acquire and release, 50th and 99th percentile",
				String.format(Locale.ROOT, "%.1f ms, %.1f ms", pairs.percentile(50), pairs.percentile(99)));
		row(what + ": pairs per second",
				String.format(Locale.ROOT, "%.0f", (double) pairs.count() / this.healthy.toSeconds()));
		pairs.end();
		caller.join();
	}

	private double measureGap(EtcdCluster cluster, EtcdAuthority etcd, OctoStoreLocks locks, Harm harm)
			throws InterruptedException {
		Pairs pairs = new Pairs(locks);
		Thread caller = start(pairs);
		caller.join(2_000);
		pairs.restart();
		int leader = cluster.leader();
		// The follower that is asked, if it is one: the others are not missed
		int asked = cluster.endpoints().indexOf(etcd.check(Duration.ofSeconds(5)).endpoint());
		int follower = (asked != leader) ? asked : (leader + 1) % 3;
		List<Integer> members = harm.two ? List.of(leader, follower) : List.of(harm.leads ? leader : follower);
		for (int member : members) {
			if (harm.kills) {
				cluster.kill(member);
			}
			else {
				cluster.stop(member);
			}
		}
		caller.join(8_000);
		for (int member : members) {
			if (harm.kills) {
				cluster.restart(member);
			}
			else {
				cluster.resume(member);
			}
		}
		// Without a majority there is no grant: then the return of the members counts too
		caller.join(harm.two ? 12_000 : 3_000);
		double gap = pairs.longestGap();
		pairs.end();
		caller.join();
		return gap;
	}

	private static Thread start(Pairs pairs) {
		Thread caller = new Thread(pairs, "caller");
		caller.setDaemon(true);
		caller.start();
		return caller;
	}

	private void row(String what, String measured) {
		System.err.println(what + ": " + measured);
		this.rows.add("| " + what + " | " + measured + " |");
	}

	private List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# A cluster, and members that stop");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Results.foreignLoad(this.foreign));
		lines.add("- One caller, one lock; servers and caller share the machine and its disk");
		lines.add("");
		lines.add("| what | measured, median (lowest to highest) |");
		lines.add("|---|---|");
		lines.addAll(this.rows);
		return lines;
	}

	/**
	 * What is done to a member.
	 */
	private enum Harm {

		LEADER_STOPPED("leader stopped", true, false, false),

		LEADER_KILLED("leader killed", true, true, false),

		FOLLOWER_STOPPED("follower stopped", false, false, false),

		FOLLOWER_KILLED("follower killed", false, true, false),

		TWO_STOPPED("two members stopped for 8 s", true, false, true),

		TWO_KILLED("two members killed, started again after 8 s", true, true, true);

		private final String description;

		private final boolean leads;

		private final boolean kills;

		/** Whether it befalls the leader and a follower, so that no majority is left. */
		private final boolean two;

		Harm(String description, boolean leads, boolean kills, boolean two) {
			this.description = description;
			this.leads = leads;
			this.kills = kills;
			this.two = two;
		}

	}

}
