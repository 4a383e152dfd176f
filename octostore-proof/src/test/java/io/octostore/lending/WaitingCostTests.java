package io.octostore.lending;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What instances cost that wait for one lock: the table in {@code docs/operations.md}.
 */
class WaitingCostTests {

	private static final Path GUIDE = Path.of("..", "docs", "operations.md");

	private static final Duration LINK = Duration.ofMillis(1);

	/** As long as no instance is granted the lock. */
	private static final Duration WATCHED = Duration.ofMinutes(5);

	@Test
	void theTableOfWaitingInstances() throws IOException {
		List<String> rows = new ArrayList<>();
		for (int instances : new int[] { 1, 10, 100, 1000 }) {
			rows.add(String.format(Locale.ROOT, "| %d | %.2f | %.1f |", instances, whileHeld(instances),
					perGrant(instances)));
		}
		assertThat(table()).containsExactlyElementsOf(rows);
	}

	@Test
	void aThousandInstancesThatWaitAskLessThanAHundredTimesInASecond() {
		assertThat(whileHeld(1_000)).isLessThan(100);
	}

	private static Fleet fleet(int instances, Duration firstHold, Duration hold) {
		Fleet fleet = new Fleet(instances);
		fleet.instance(LINK).callers(1, firstHold, Duration.ZERO, Duration.ofHours(9), 1).start();
		fleet.time.run(Duration.ofMillis(50));
		for (int instance = 0; instance < instances; instance++) {
			fleet.instance(LINK).callers(1, hold, Duration.ZERO, Duration.ofHours(9), 1).start();
		}
		return fleet;
	}

	/**
	 * Acquires in a second while another instance keeps the lock.
	 */
	private static double whileHeld(int instances) {
		Fleet fleet = fleet(instances, Duration.ofHours(1), Duration.ZERO);
		fleet.time.run(Duration.ofSeconds(10));
		int before = fleet.server.acquires();
		fleet.time.run(WATCHED);
		return (double) (fleet.server.acquires() - before) / WATCHED.toSeconds();
	}

	/**
	 * Acquires for each grant when all of them have the lock for 50 ms, one after the
	 * other.
	 */
	private static double perGrant(int instances) {
		Fleet fleet = fleet(instances, Duration.ofSeconds(1), Duration.ofMillis(50));
		fleet.time.run(Duration.ofMinutes(10));
		assertThat(fleet.grants()).isEqualTo(instances + 1);
		return (double) fleet.server.acquires() / fleet.grants();
	}

	private static List<String> table() throws IOException {
		List<String> lines = Files.readAllLines(GUIDE);
		int start = lines.indexOf("<!-- table: waiting -->");
		int end = start + lines.subList(start, lines.size()).indexOf("<!-- end -->");
		return lines.subList(start + 3, end);
	}

}
