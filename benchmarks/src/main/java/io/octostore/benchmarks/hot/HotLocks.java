package io.octostore.benchmarks.hot;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.Stores;
import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.Results;

/**
 * Measures how often a lock is granted that many want at once, and how long the
 * unluckiest caller waits. The contenders take turns.
 */
public final class HotLocks {

	private final Settings settings;

	private final List<Fleet> fleets;

	private final Samples samples = new Samples();

	private HotLocks(Settings settings, List<Fleet> fleets) {
		this.settings = settings;
		this.fleets = fleets;
	}

	/**
	 * Runs.
	 * @return whether it succeeded
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		Settings settings = Settings.fromSystemProperties();
		List<Fleet> fleets = new ArrayList<>();
		try (Stores stores = Stores.start(settings.contenders())) {
			try {
				for (Contender contender : settings.contenders()) {
					String address = stores.addresses().get(contender.store());
					if (address != null) {
						fleets.add(new Fleet(contender, address, stores, settings.jvmOptions()));
					}
				}
				HotLocks hotLocks = new HotLocks(settings, fleets);
				hotLocks.measure();
				Report report = new Report(settings, stores, hotLocks.samples);
				Results.publish("hot", report.lines(), report.chart());
			}
			finally {
				for (Fleet fleet : fleets) {
					fleet.close();
				}
			}
		}
		return true;
	}

	private void measure() throws IOException, InterruptedException {
		for (Fleet fleet : this.fleets) {
			progress("Warming up: %s", fleet.contender());
			fleet.run(Shape.FOUR_BY_FOUR, this.settings.warmUp());
		}
		Instant deadline = Instant.now().plus(this.settings.patience());
		for (int round = 0; isWanted() && Instant.now().isBefore(deadline); round++) {
			for (Shape shape : this.settings.shapes()) {
				List<Fleet> order = new ArrayList<>(this.fleets);
				Collections.rotate(order, round);
				for (Fleet fleet : order) {
					if (isWanted(shape, fleet)) {
						new ForeignLoad().awaitBelow(this.settings.foreignLoad(), deadline);
						measure(shape, fleet);
					}
				}
			}
		}
	}

	private boolean isWanted() {
		return this.settings.shapes()
			.stream()
			.anyMatch((shape) -> this.fleets.stream().anyMatch((fleet) -> isWanted(shape, fleet)));
	}

	private boolean isWanted(Shape shape, Fleet fleet) {
		return this.samples.of(shape, fleet.contender()).size() < this.settings.rounds(shape);
	}

	private void measure(Shape shape, Fleet fleet) throws IOException, InterruptedException {
		Sample sample = fleet.run(shape, shape.duration(this.settings.run(), fleet.contender().isOwn()));
		boolean disturbed = sample.foreignLoad() > this.settings.foreignLoad();
		if (disturbed) {
			this.samples.drop();
		}
		else {
			this.samples.add(shape, fleet.contender(), sample);
		}
		progress(
				"%s, %s: %.0f grants/s in %.1f s, smallest share %.2f, longest wait %.0f ms, timeouts %.0f, held %.2f; "
						+ "others used %.0f %% of the processors%s",
				shape.title(), fleet.contender(), sample.grantsPerSecond(), sample.seconds(), sample.smallestShare(),
				sample.longestWaitMillis(), sample.timeouts(), sample.held(), sample.foreignLoad() * 100,
				disturbed ? ", dropped" : "");
	}

	private static void progress(String format, Object... args) {
		System.err.printf(format + "%n", args);
	}

}
