package io.octostore.faults;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seeded runs of everything at once. To repeat one:
 * {@code -Doctostore.seeds=1 -Doctostore.first-seed=4711}.
 */
class SimulationTests {

	@Test
	void keepsAllPromisesWhateverGoesWrong() {
		run(0, Integer.getInteger("octostore.seeds", 200));
	}

	@Test
	@Tag("long")
	void keepsAllPromisesForLonger() {
		run(1_000_000, Integer.getInteger("octostore.long-seeds", 2_000));
	}

	@Test
	@Tag("seeds")
	void keepsAllPromisesForVeryLong() {
		run(2_000_000, Integer.getInteger("octostore.all-seeds", 200_000));
	}

	private static void run(long first, int seeds) {
		long from = Long.getLong("octostore.first-seed", first);
		LongStream.range(from, from + seeds).forEach(Simulation::run);
	}

}
