package io.octostore.benchmarks.pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final int FEWEST_ROUNDS = 3;

	private static final double OF_REACTOR_NETTY = 1.05;

	private static final double OF_HTTP_COMPONENTS = 1.25;

	private static final double CPU_OF_REACTOR_NETTY = 1.1;

	private final Settings settings;

	private final List<String> conditions = new ArrayList<>();

	private final List<String> figures = new ArrayList<>();

	private final List<String> ratios = new ArrayList<>();

	private final List<String> aims = new ArrayList<>();

	private final Chart chart = new Chart("Acquire and release of a lock that no other caller wants");

	private int kept;

	private int dropped;

	Report(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Adds the rounds of one number of callers.
	 */
	void add(Rounds rounds) {
		List<Round> kept = rounds.kept();
		int callers = rounds.callers();
		this.kept += kept.size();
		this.dropped += rounds.count() - kept.size();
		this.conditions.add("Callers %d: %d of %d rounds kept".formatted(callers, kept.size(), rounds.count()));
		if (kept.size() < FEWEST_ROUNDS) {
			this.conditions
				.add("Callers %d: too few rounds to tell anything; measure on a quieter machine".formatted(callers));
			return;
		}
		for (Contender contender : this.settings.contenders()) {
			this.figures.add("| %d | %s | %s | %s | %s | %s |".formatted(callers, contender.title(),
					spread(kept, contender, Sample::p50Millis).format(2),
					spread(kept, contender, Sample::p99Millis).format(2),
					spread(kept, contender, Sample::pairsPerSecond).format(0),
					spread(kept, contender, Sample::cpuMicrosPerPair).format(0)));
		}
		for (Contender own : this.settings.contenders().stream().filter(Contender::isOwn).toList()) {
			for (Contender peer : this.settings.contenders().stream().filter((other) -> !other.isOwn()).toList()) {
				this.ratios.add("| %d, %s | %s | %s | %s | %s |".formatted(callers, own.title(), peer.title(),
						ratio(kept, own, peer, Sample::p50Millis).format(2),
						ratio(kept, own, peer, Sample::p99Millis).format(2),
						ratio(kept, own, peer, Sample::cpuMicrosPerPair).format(2)));
			}
		}
		addAims(callers, kept);
		addBars("p50, %d callers".formatted(callers), kept, Sample::p50Millis, "%,.2f ms");
		addBars("client CPU per pair, %d callers".formatted(callers), kept, Sample::cpuMicrosPerPair, "%,.0f us");
	}

	private void addAims(int callers, List<Round> kept) {
		if (callers == 1) {
			aim(kept, "p50 with 1 caller", Contender.REACTOR_NETTY, Sample::p50Millis, OF_REACTOR_NETTY);
			aim(kept, "p50 with 1 caller", Contender.HTTP_COMPONENTS, Sample::p50Millis, OF_HTTP_COMPONENTS);
		}
		if (callers == 8) {
			aim(kept, "client CPU per pair with 8 callers", Contender.REACTOR_NETTY, Sample::cpuMicrosPerPair,
					CPU_OF_REACTOR_NETTY);
		}
	}

	private void aim(List<Round> kept, String what, Contender peer, ToDoubleFunction<Sample> figure, double aim) {
		for (Contender own : List.of(Contender.OCTOSTORE_OBSERVED, Contender.OCTOSTORE)) {
			if (this.settings.contenders().containsAll(List.of(own, peer))) {
				double measured = ratio(kept, own, peer, figure).median();
				this.aims.add(String.format(Locale.ROOT, "| %s: %s, to %s | %.2f | at most %.2f | %s |", own.title(),
						what, peer.title(), measured, aim, Results.verdict(measured <= aim)));
			}
		}
	}

	private void addBars(String heading, List<Round> kept, ToDoubleFunction<Sample> figure, String format) {
		this.chart.group(heading, this.settings.contenders().stream().map((contender) -> {
			Spread spread = spread(kept, contender, figure);
			return new Chart.Bar(contender.title(), spread, String.format(Locale.ROOT, format, spread.median()),
					contender.isOwn());
		}).toList());
	}

	private static Spread spread(List<Round> rounds, Contender contender, ToDoubleFunction<Sample> figure) {
		return Spread.of(rounds.stream().mapToDouble((round) -> figure.applyAsDouble(round.of(contender))));
	}

	private static Spread ratio(List<Round> rounds, Contender own, Contender peer, ToDoubleFunction<Sample> figure) {
		return Spread.of(rounds.stream().mapToDouble((round) -> round.ratio(own, peer, figure)));
	}

	Chart chart() {
		return this.chart;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# Acquire and release of a lock that no other caller wants");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Environment.server(this.settings.binary()));
		lines.add("- Callers are %s threads".formatted(this.settings.virtualThreads() ? "virtual" : "platform"));
		lines.add("- Each run: %d s, every caller on a lock of its own; a round is one run of each client in turn"
			.formatted(this.settings.run().toSeconds()));
		lines.add(Results.disturbance(this.settings.foreignLoad(), this.kept, this.dropped));
		this.conditions.forEach((condition) -> lines.add("- " + condition));
		lines.add("");
		lines.add("Median over the rounds (lowest to highest):");
		lines.add("");
		lines.add("| callers | client | p50, ms | p99, ms | pairs per second | client CPU per pair, us |");
		lines.add("|---|---|---|---|---|---|");
		lines.addAll(this.figures);
		lines.add("");
		lines.add("OctoStoreLocks in proportion to the other clients of the same round:");
		lines.add("");
		lines.add("| callers | in proportion to | p50 | p99 | client CPU per pair |");
		lines.add("|---|---|---|---|---|");
		lines.addAll(this.ratios);
		if (!this.aims.isEmpty()) {
			lines.add("");
			lines.add("| aim | measured | aimed at | |");
			lines.add("|---|---|---|---|");
			lines.addAll(this.aims);
		}
		return lines;
	}

}
