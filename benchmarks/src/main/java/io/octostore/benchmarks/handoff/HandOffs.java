package io.octostore.benchmarks.handoff;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.Stores;
import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.Results;

/**
 * Measures how long it takes from the call of release in one JVM to the begin of the body
 * in another one that waits. The contenders take turns.
 */
public final class HandOffs {

	private final Settings settings;

	private final List<Pair> pairs;

	private final Map<Contender, List<Block>> kept = new EnumMap<>(Contender.class);

	private final Map<Contender, Integer> dropped = new EnumMap<>(Contender.class);

	private final ForeignLoad foreignLoad = new ForeignLoad();

	private HandOffs(Settings settings, List<Pair> pairs) {
		this.settings = settings;
		this.pairs = pairs;
		for (Pair pair : pairs) {
			this.kept.put(pair.contender(), new ArrayList<>());
		}
	}

	/**
	 * Runs.
	 * @return whether it succeeded
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		Settings settings = Settings.fromSystemProperties();
		List<Pair> pairs = new ArrayList<>();
		try (Stores stores = Stores.start(settings.contenders())) {
			try {
				for (Contender contender : settings.contenders()) {
					String address = stores.addresses().get(contender.store());
					if (address != null) {
						pairs.add(new Pair(contender, address, settings.jvmOptions()));
					}
				}
				HandOffs handOffs = new HandOffs(settings, pairs);
				handOffs.measure();
				Report report = new Report(settings, stores, handOffs.kept, handOffs.dropped);
				Results.publish("hand-off", report.lines(), report.chart());
			}
			finally {
				for (Pair pair : pairs) {
					pair.close();
				}
			}
		}
		return true;
	}

	private void measure() throws IOException, InterruptedException {
		for (Pair pair : this.pairs) {
			progress("Warming up: %s", pair.contender());
			pair.warmUp(Settings.WARM_UP);
			run(pair, this.settings.warmUp(), Settings.SHORT_HOLDS, new Random(0));
		}
		Instant deadline = Instant.now().plus(this.settings.patience());
		for (int round = 0; isWanted() && Instant.now().isBefore(deadline); round++) {
			List<Pair> order = new ArrayList<>(this.pairs);
			Collections.rotate(order, round);
			for (Pair pair : order) {
				if (blocks(pair).size() < this.settings.blocks()) {
					this.foreignLoad.awaitBelow(this.settings.foreignLoad(), deadline);
					measure(pair, new Random(round));
				}
			}
		}
	}

	private boolean isWanted() {
		return this.kept.values().stream().anyMatch((blocks) -> blocks.size() < this.settings.blocks());
	}

	private List<Block> blocks(Pair pair) {
		return this.kept.getOrDefault(pair.contender(), List.of());
	}

	private void measure(Pair pair, Random random) throws IOException {
		this.foreignLoad.begin();
		List<HandOff> handOffs = run(pair, this.settings.handOffs(), Settings.HOLDS, random);
		Block block = new Block(handOffs, this.foreignLoad.end());
		boolean disturbed = block.foreignLoad() > this.settings.foreignLoad();
		if (disturbed) {
			this.dropped.merge(pair.contender(), 1, Integer::sum);
		}
		else {
			blocks(pair).add(block);
		}
		progress("%s: p50 %.1f ms, p99 %.1f ms, others used %.0f %% of the processors%s", pair.contender(),
				block.percentileMillis(50), block.percentileMillis(99), block.foreignLoad() * 100,
				disturbed ? ", dropped" : "");
	}

	private static List<HandOff> run(Pair pair, int count, Settings.Holds holds, Random random) throws IOException {
		List<HandOff> handOffs = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			handOffs.add(pair.handOff(holds.next(random)));
		}
		return handOffs;
	}

	private static void progress(String format, Object... args) {
		System.err.printf(format + "%n", args);
	}

}
