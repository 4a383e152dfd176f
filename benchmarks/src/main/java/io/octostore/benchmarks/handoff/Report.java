package io.octostore.benchmarks.handoff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final double P50_AIM = 4;

	private static final double P99_AIM = 15;

	private final Settings settings;

	private final Map<Store, String> absent;

	private final Map<Contender, List<Block>> kept;

	private final Map<Contender, Integer> dropped;

	Report(Settings settings, Map<Store, String> absent, Map<Contender, List<Block>> kept,
			Map<Contender, Integer> dropped) {
		this.settings = settings;
		this.absent = absent;
		this.kept = kept;
		this.dropped = dropped;
	}

	String toMarkdown() {
		List<String> lines = new ArrayList<>();
		lines.add("## Hand-off between two JVMs");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Environment.server(Options.server()));
		lines.add("- Peers: %s; %s".formatted(Environment.firstLine("redis-server", "--version"),
				Environment.firstLine("postgres", "--version")));
		lines.add(
				"- Blocks of %d hand-offs, in turn, each lock held for %d to %d ms, the times drawn anew for each block"
					.formatted(this.settings.handOffs(), Settings.HOLDS.from(), Settings.HOLDS.to()));
		lines.add(String.format(Locale.ROOT,
				"- A block is dropped when other processes used more than %.0f %% of the processors during it",
				this.settings.foreignLoad() * 100));
		lines.add("");
		lines.add(
				"All hand-offs of a contender together (in brackets the lowest and the highest of its blocks), milliseconds:");
		lines.add("");
		lines.add("| client | locks kept by | p50 | p99 | max | hand-offs | blocks dropped | clocks disagreed |");
		lines.add("|---|---|---|---|---|---|---|---|");
		this.settings.contenders().forEach((contender) -> lines.add(row(contender)));
		lines.add("");
		lines.add(verdict());
		lines.add("");
		return String.join("\n", lines);
	}

	private String row(Contender contender) {
		String who = "| %s | %s |".formatted(contender.title(), contender.store().title());
		String reason = this.absent.get(contender.store());
		if (reason != null) {
			return who + " LEFT OUT: " + reason + " | | | | | |";
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

	private String verdict() {
		String aim = String.format(Locale.ROOT, "OctoStoreLocks aims at p50 %.0f ms and p99 %.0f ms: ", P50_AIM,
				P99_AIM);
		long[] all = Block.nanos(blocks(Contender.OCTOSTORE));
		if (all.length == 0) {
			return aim + "not measured.";
		}
		boolean met = Spread.percentile(all, 50) / 1e6 <= P50_AIM && Spread.percentile(all, 99) / 1e6 <= P99_AIM;
		return aim + (met ? "met." : "MISSED.");
	}

}
