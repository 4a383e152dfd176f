package io.octostore.benchmarks.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.start.StartUp.Started;
import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final double START_AIM = 30;

	private static final double FIRST_LOCK_AIM = 60;

	private final List<Started> plain = new ArrayList<>();

	private final List<Started> locks = new ArrayList<>();

	private final List<Started> warm = new ArrayList<>();

	private final List<Started> cold = new ArrayList<>();

	void add(Started without, Started with, Started withWarmUp, Started withoutWarmUp) {
		this.plain.add(without);
		this.locks.add(with);
		this.warm.add(withWarmUp);
		this.cold.add(withoutWarmUp);
	}

	private static Spread spread(List<Started> starts, ToDoubleFunction<Started> figure) {
		return Spread.of(starts.stream().mapToDouble(figure));
	}

	private Spread added() {
		List<Double> added = new ArrayList<>();
		for (int round = 0; round < this.plain.size(); round++) {
			added.add(this.locks.get(round).uptime() - this.plain.get(round).uptime());
		}
		return Spread.of(added);
	}

	private double difference() {
		return spread(this.locks, Started::uptime).median() - spread(this.plain, Started::uptime).median();
	}

	boolean isGood() {
		return difference() <= START_AIM && spread(this.warm, Started::firstLock).median() <= FIRST_LOCK_AIM;
	}

	Chart chart() {
		return new Chart("Start and first lock")
			.group("start",
					List.of(bar("without the starter", this.plain, Started::uptime, false),
							bar("with the starter", this.locks, Started::uptime, true)))
			.group("first lock", List.of(bar("after octostore.warm-up", this.warm, Started::firstLock, true),
					bar("without a warm-up", this.cold, Started::firstLock, true)));
	}

	private static Chart.Bar bar(String label, List<Started> starts, ToDoubleFunction<Started> figure, boolean own) {
		Spread spread = spread(starts, figure);
		return new Chart.Bar(label, spread, String.format(Locale.ROOT, "%,.0f ms", spread.median()), own);
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# Start and first lock");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add("- Rounds: %d; medians (lowest to highest)".formatted(this.plain.size()));
		lines.add("");
		lines.add("| application with WebClient and actuator | start, ms since that of the JVM | CPU, ms | classes |");
		lines.add("|---|---|---|---|");
		row(lines, "without the starter", this.plain);
		row(lines, "with the starter", this.locks);
		lines.add("");
		lines.add(String.format(Locale.ROOT,
				"The starter adds %.0f ms (difference of the medians; within a round %s), aim at most %.0f: %s.",
				difference(), added().format(0), START_AIM, Results.verdict(difference() <= START_AIM)));
		lines.add("");
		lines.add("| first lock | ms | the next ones, ms |");
		lines.add("|---|---|---|");
		locks(lines, "after `octostore.warm-up`", this.warm);
		locks(lines, "without a warm-up", this.cold);
		lines.add("");
		lines.add(String.format(Locale.ROOT, "Aimed at: at most %.0f ms after a warm-up: %s.", FIRST_LOCK_AIM,
				Results.verdict(spread(this.warm, Started::firstLock).median() <= FIRST_LOCK_AIM)));
		return lines;
	}

	private static void row(List<String> lines, String what, List<Started> starts) {
		lines.add("| %s | %s | %s | %s |".formatted(what, spread(starts, Started::uptime).format(0),
				spread(starts, Started::cpu).format(0), spread(starts, Started::classes).format(0)));
	}

	private static void locks(List<String> lines, String what, List<Started> starts) {
		lines.add("| %s | %s | %s |".formatted(what, spread(starts, Started::firstLock).format(1),
				spread(starts, Started::otherLocks).format(1)));
	}

}
