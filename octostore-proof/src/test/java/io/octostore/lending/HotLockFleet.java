package io.octostore.lending;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A fleet that a seed has chosen: 2 to 50 instances with 1 to 100 callers each, holds up
 * to 200 ms, links from 0.15 to 25 ms in one direction.
 *
 * @param seed chooses all others
 * @param instances how many
 * @param callers of each instance
 * @param hold how long a caller has the lock
 * @param think how long a caller waits before it wants the lock again
 * @param latency of a link in one direction
 */
record HotLockFleet(long seed, int instances, int callers, Duration hold, Duration think, Duration latency) {

	private static final int ROUNDS = 6;

	private static final Duration SHORTEST_RUN = Duration.ofSeconds(20);

	/** Such a hold is a turn by itself. */
	private static final Duration LONG_HOLD = Duration.ofMillis(20);

	/** What an exchange and the wake-up of its caller take beside the link. */
	private static final long OVERHEAD = Duration.ofNanos(500_000).toNanos();

	/**
	 * A fleet in which each caller has its turn within this time can be watched for long.
	 */
	private static final long LONGEST_ROUND = Duration.ofSeconds(15).toNanos();

	static HotLockFleet of(long seed) {
		Random random = new Random(seed * 0x9E3779B97F4A7C15L);
		int instances = 1 + (int) Math.pow(50, random.nextDouble());
		int callers = (int) Math.pow(100, random.nextDouble());
		double hold = (random.nextInt(3) == 0) ? 0 : 200 * Math.pow(random.nextDouble(), 2);
		double latency = 0.15 * Math.pow(166, random.nextDouble());
		double think = random.nextInt(2) * 20 * random.nextDouble();
		HotLockFleet fleet = new HotLockFleet(seed, Math.max(2, instances), callers, millis(hold), millis(think),
				millis(latency));
		int bearable = (int) Math.max(1, LONGEST_ROUND / fleet.instances / fleet.pair());
		return (callers <= bearable) ? fleet
				: new HotLockFleet(seed, fleet.instances, bearable, fleet.hold, fleet.think, fleet.latency);
	}

	private static Duration millis(double millis) {
		return Duration.ofNanos((long) (millis * 1_000_000));
	}

	private long exchange() {
		return 2 * this.latency.toNanos() + OVERHEAD;
	}

	/**
	 * What one caller alone needs for a lock and its release.
	 */
	private long pair() {
		return 2 * exchange() + this.hold.toNanos();
	}

	/**
	 * How long it takes until all callers of all others have had the lock in turns: one
	 * long hold, or 50 ms of short ones, or eight exchanges on a slow link. A turn of
	 * short holds is over with the hold that goes on when its time is over, and then the
	 * lock must stay free for long enough to be seen.
	 */
	private long round() {
		if (this.hold.compareTo(LONG_HOLD) >= 0) {
			return this.instances * this.callers * (pair() + 2 * exchange());
		}
		long turn = Math.max(Duration.ofMillis(50).toNanos(), 8 * exchange());
		long callersOfATurn = Math.max(1, turn / pair());
		long turns = (this.callers + callersOfATurn - 1) / callersOfATurn;
		return this.instances * turns * (turn + this.hold.toNanos() + 4 * exchange());
	}

	/**
	 * How long an instance takes that was alone until now, before it leaves the lock
	 * alone for the first time.
	 */
	private long firstTurn() {
		return Math.max(Duration.ofMillis(250).toNanos(), 60 * exchange()) + this.hold.toNanos();
	}

	/**
	 * Let the fleet run for some rounds.
	 */
	Outcome run() {
		Fleet fleet = new Fleet(this.seed);
		for (int instance = 0; instance < this.instances; instance++) {
			fleet.instance(this.latency)
				.callers(this.callers, this.hold, this.think, Duration.ofHours(1), Integer.MAX_VALUE);
		}
		fleet.instances().forEach(Fleet.Instance::start);
		Duration round = Duration.ofNanos(round() + firstTurn());
		Duration rounds = round.multipliedBy(ROUNDS);
		Duration duration = (rounds.compareTo(SHORTEST_RUN) < 0) ? SHORTEST_RUN : rounds;
		fleet.time.run(duration);
		double alone = (double) duration.toNanos() / pair();
		return new Outcome(this, round, fleet.longestWait(), fleet.grants() / alone,
				(double) fleet.server.acquires() / fleet.grants());
	}

	/**
	 * The longest waits, by number of instances, hold and latency.
	 */
	static String table(List<Outcome> outcomes) {
		Map<String, List<Outcome>> kinds = outcomes.stream()
			.collect(Collectors.groupingBy((outcome) -> outcome.fleet().kind(), TreeMap::new, Collectors.toList()));
		StringBuilder table = new StringBuilder(
				"| instances | hold | latency | fleets | longest wait, rounds | over two |\n"
						+ "|---|---|---|---|---|---|\n");
		kinds.forEach((kind,
				those) -> table.append(String.format(Locale.ROOT, "%s %d | %.2f | %d |%n", kind, those.size(),
						those.stream().mapToDouble(Outcome::rounds).max().orElse(0),
						those.stream().filter((outcome) -> outcome.rounds() > 2).count())));
		return table.toString();
	}

	private String kind() {
		String number = (this.instances <= 4) ? "2 to 4" : (this.instances <= 16) ? "5 to 16" : "17 to 50";
		String link = (this.latency.compareTo(Duration.ofMillis(1)) < 0) ? "to 1 ms"
				: (this.latency.compareTo(Duration.ofMillis(5)) < 0) ? "1 to 5 ms" : "5 to 25 ms";
		return "| " + number + " | " + ((this.hold.compareTo(LONG_HOLD) < 0) ? "short" : "long") + " | " + link + " |";
	}

	/**
	 * What came of it.
	 *
	 * @param fleet which fleet
	 * @param round how long all others take
	 * @param longestWait of a caller
	 * @param throughput relative to one caller alone that does not think
	 * @param requestsPerGrant acquires for one grant
	 */
	record Outcome(HotLockFleet fleet, Duration round, Duration longestWait, double throughput,
			double requestsPerGrant) {

		/**
		 * The longest wait, in rounds.
		 */
		double rounds() {
			return (double) this.longestWait.toNanos() / this.round.toNanos();
		}

	}

}
