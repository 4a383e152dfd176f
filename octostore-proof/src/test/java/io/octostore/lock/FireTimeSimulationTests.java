package io.octostore.lock;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A cron job runs once for each fire time, in fleets of 3 to 10 instances whose clocks
 * are up to 5 s apart, with jobs of a millisecond to longer than the period.
 */
class FireTimeSimulationTests {

	@Test
	void onceForEachFireTimeWithStopsInBetween() {
		LongStream.range(0, 60).forEach((seed) -> FireTimeFleet.run(seed, false));
	}

	@Test
	void onceForEachFireTimeWithStopsAndKillsInBetween() {
		LongStream.range(0, 60).forEach((seed) -> FireTimeFleet.run(seed, true));
	}

	@Test
	@Tag("seeds")
	void onceForEachFireTimeInThousandsOfFleets() {
		LongStream.range(0, 5_000).parallel().forEach((seed) -> FireTimeFleet.run(seed, seed % 2 == 0));
	}

}
