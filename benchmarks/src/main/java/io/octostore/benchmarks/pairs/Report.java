package io.octostore.benchmarks.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final int FEWEST_ROUNDS = 3;

	private final Settings settings;

	private final List<String> conditions = new ArrayList<>();

	private final List<String> figures = new ArrayList<>();

	private final List<String> ratios = new ArrayList<>();

	Report(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Adds the rounds of one number of callers.
	 */
	void add(Rounds rounds) {
		List<Round> kept = rounds.kept();
		int callers = rounds.callers();
		this.conditions.add("Callers %d: %d of %d rounds kept".formatted(callers, kept.size(), rounds.count()));
		if (kept.size() < FEWEST_ROUNDS) {
			this.conditions
				.add("Callers %d: too few rounds to tell anything; measure on a quieter machine".formatted(callers));
			return;
		}
		for (Contender contender : Contender.values()) {
			this.figures.add("| %d | %s | %s | %s | %s | %s |".formatted(callers, contender.title(),
					spread(kept, contender, Sample::p50Micros), spread(kept, contender, Sample::p99Micros),
					spread(kept, contender, Sample::pairsPerSecond),
					spread(kept, contender, Sample::cpuMicrosPerPair)));
		}
		for (Contender own : List.of(Contender.OCTOSTORE, Contender.OCTOSTORE_OBSERVED)) {
			for (Contender peer : List.of(Contender.JDK, Contender.HTTP_COMPONENTS)) {
				this.ratios.add("| %d | %s | %s | %s | %s | %s |".formatted(callers, own.title(), peer.title(),
						ratio(kept, own, peer, Sample::p50Micros), ratio(kept, own, peer, Sample::p99Micros),
						ratio(kept, own, peer, Sample::cpuMicrosPerPair)));
			}
		}
	}

	private static String spread(List<Round> rounds, Contender contender, ToDoubleFunction<Sample> figure) {
		return Spread.of(rounds.stream().mapToDouble((round) -> figure.applyAsDouble(round.of(contender)))).format(0);
	}

	private static String ratio(List<Round> rounds, Contender own, Contender peer, ToDoubleFunction<Sample> figure) {
		return Spread.of(rounds.stream().mapToDouble((round) -> round.ratio(own, peer, figure))).format(2);
	}

	String toMarkdown() {
		List<String> lines = new ArrayList<>();
		lines.add("## Uncontended acquire and release");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Environment.server(this.settings.binary()));
		lines.add(String.format(Locale.ROOT,
				"- Each run: %d s, every caller on a lock of its own; a round is one run of each client in turn",
				this.settings.run().toSeconds()));
		lines.add(String.format(Locale.ROOT,
				"- A round is dropped when other processes used more than %.0f %% of the processors during one of its runs",
				this.settings.foreignLoad() * 100));
		this.conditions.forEach((condition) -> lines.add("- " + condition));
		lines.add("");
		lines.add("Median over the rounds (lowest to highest):");
		lines.add("");
		lines.add("| callers | client | p50, us | p99, us | pairs per second | client CPU per pair, us |");
		lines.add("|---|---|---|---|---|---|");
		lines.addAll(this.figures);
		lines.add("");
		lines.add("OctoStoreLocks in proportion to the other clients of the same round:");
		lines.add("");
		lines.add("| callers | OctoStoreLocks | in proportion to | p50 | p99 | client CPU per pair |");
		lines.add("|---|---|---|---|---|---|");
		lines.addAll(this.ratios);
		lines.add("");
		return String.join("\n", lines);
	}

}
