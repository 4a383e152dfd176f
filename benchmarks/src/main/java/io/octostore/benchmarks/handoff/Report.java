package io.octostore.benchmarks.handoff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.Stores;
import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final double P50_AIM = 4;

	private static final double P99_AIM = 15;

	private static final double P50_PROPORTION_AIM = 1.5;

	private static final double P99_PROPORTION_AIM = 2;

	private final Settings settings;

	private final Stores stores;

	private final Map<Contender, List<Block>> kept;

	private final Map<Contender, Integer> dropped;

	Report(Settings settings, Stores stores, Map<Contender, List<Block>> kept, Map<Contender, Integer> dropped) {
		this.settings = settings;
		this.stores = stores;
		this.kept = kept;
		this.dropped = dropped;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# Hand-off between two JVMs");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.addAll(this.stores.describe());
		lines.add(
				"- Blocks of %d hand-offs, in turn, each lock held for %d to %d ms, the times drawn anew for each block"
					.formatted(this.settings.handOffs(), Settings.HOLDS.from(), Settings.HOLDS.to()));
		lines.add(
				Results.disturbance(this.settings.foreignLoad(), this.kept.values().stream().mapToInt(List::size).sum(),
						this.dropped.values().stream().mapToInt(Integer::intValue).sum()));
		lines.add("");
		lines.add(
				"All hand-offs of a contender together (in brackets the lowest and the highest of its blocks), milliseconds:");
		lines.add("");
		lines.add("| client | locks kept by | p50 | p99 | max | hand-offs | dropped | clocks disagreed |");
		lines.add("|---|---|---|---|---|---|---|---|");
		this.settings.contenders().forEach((contender) -> lines.add(row(contender)));
		lines.add("");
		List<String> verdicts = verdicts();
		if (!verdicts.isEmpty()) {
			lines.add("OctoStoreLocks on OctoStore:");
			lines.add("");
			lines.add("| aim | measured | aimed at | |");
			lines.add("|---|---|---|---|");
			lines.addAll(verdicts);
		}
		return lines;
	}

	private String row(Contender contender) {
		String who = "| %s | %s |".formatted(contender.title(), contender.store().title());
		if (this.stores.absent().containsKey(contender.store())) {
			return who + " left out | | | | | |";
		}
		List<Block> blocks = blocks(contender);
		if (blocks.isEmpty()) {
			return who + " no undisturbed block | | | 0 | %d | |".formatted(this.dropped.getOrDefault(contender, 0));
		}
		long[] all = Block.nanos(blocks);
		return who + " %s | %s | %s | %d | %d | %d |".formatted(figure(all, blocks, 50), figure(all, blocks, 99),
				format(Arrays.stream(all).max().orElse(0) / 1e6), all.length, this.dropped.getOrDefault(contender, 0),
				blocks.stream().mapToLong(Block::disbelieved).sum());
	}

	Chart chart() {
		Chart chart = new Chart("From release in one JVM to grant in another");
		for (int percent : new int[] { 50, 99 }) {
			chart.group("%dth percentile".formatted(percent),
					this.settings.contenders()
						.stream()
						.filter((contender) -> !blocks(contender).isEmpty())
						.map((contender) -> bar(contender, percent))
						.toList());
		}
		return chart;
	}

	private Chart.Bar bar(Contender contender, int percent) {
		List<Block> blocks = blocks(contender);
		double all = Spread.percentile(Block.nanos(blocks), percent) / 1e6;
		Spread spread = Spread.of(blocks.stream().mapToDouble((block) -> block.percentileMillis(percent)));
		return new Chart.Bar(contender.title() + ", " + contender.store().title(),
				new Spread(all, spread.lowest(), spread.highest()), format(all) + " ms", contender.isOwn());
	}

	private static String figure(long[] all, List<Block> blocks, int percent) {
		Spread spread = Spread.of(blocks.stream().mapToDouble((block) -> block.percentileMillis(percent)));
		return "%s (%s to %s)".formatted(format(Spread.percentile(all, percent) / 1e6), format(spread.lowest()),
				format(spread.highest()));
	}

	private static String format(double millis) {
		return String.format(Locale.ROOT, "%,.1f", millis);
	}

	private List<Block> blocks(Contender contender) {
		return this.kept.getOrDefault(contender, List.of());
	}

	private List<String> verdicts() {
		List<String> lines = new ArrayList<>();
		long[] own = Block.nanos(blocks(Contender.OCTOSTORE));
		long[] limit = Block.nanos(blocks(Contender.WATCH_ON_SOCKETS));
		if (own.length > 0) {
			lines.add(verdict("p50, ms", Spread.percentile(own, 50) / 1e6, P50_AIM));
			lines.add(verdict("p99, ms", Spread.percentile(own, 99) / 1e6, P99_AIM));
		}
		if (own.length > 0 && limit.length > 0) {
			lines.add(verdict("p50, times that of raw sockets",
					(double) Spread.percentile(own, 50) / Spread.percentile(limit, 50), P50_PROPORTION_AIM));
			lines.add(verdict("p99, times that of raw sockets",
					(double) Spread.percentile(own, 99) / Spread.percentile(limit, 99), P99_PROPORTION_AIM));
		}
		return lines;
	}

	private static String verdict(String what, double measured, double aim) {
		return String.format(Locale.ROOT, "| %s | %.2f | at most %.1f | %s |", what, measured, aim,
				Results.verdict(measured <= aim));
	}

}
