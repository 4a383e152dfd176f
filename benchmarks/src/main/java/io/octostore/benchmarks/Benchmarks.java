package io.octostore.benchmarks;

import io.octostore.benchmarks.cluster.FailOver;
import io.octostore.benchmarks.cost.CostOfHeldLocks;
import io.octostore.benchmarks.embedded.EmbeddedServer;
import io.octostore.benchmarks.handoff.HandOffs;
import io.octostore.benchmarks.hot.HotLocks;
import io.octostore.benchmarks.load.HeldUnderLoad;
import io.octostore.benchmarks.overhead.AnnotationOverhead;
import io.octostore.benchmarks.pairs.UncontendedLocks;
import io.octostore.benchmarks.start.StartUp;
import io.octostore.benchmarks.support.Processes;

/**
 * Runs one of the measurements.
 */
final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs.
	 * @param args the name of the measurement
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		Processes.endWithParent();
		String name = (args.length == 1) ? args[0] : "";
		boolean good = switch (name) {
			case "pairs" -> UncontendedLocks.run();
			case "hot" -> HotLocks.run();
			case "hand-off" -> HandOffs.run();
			case "cost" -> CostOfHeldLocks.run();
			case "embedded" -> EmbeddedServer.run();
			case "load" -> HeldUnderLoad.run();
			case "cluster" -> FailOver.run();
			case "overhead" -> AnnotationOverhead.run();
			case "start" -> StartUp.run();
			default -> throw new IllegalArgumentException(
					"bench.run must be pairs, hot, hand-off, cost, embedded, load, cluster, overhead or start, but is '"
							+ name + "'");
		};
		System.exit(good ? 0 : 1);
	}

}
