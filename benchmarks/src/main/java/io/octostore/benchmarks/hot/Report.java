package io.octostore.benchmarks.hot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.Store;
import io.octostore.benchmarks.peers.Stores;
import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private final Settings settings;

	private final Stores stores;

	private final Samples samples;

	Report(Settings settings, Stores stores, Samples samples) {
		this.settings = settings;
		this.stores = stores;
		this.samples = samples;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# A lock that many want at once");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.addAll(this.stores.describe());
		lines.add("- Runs of %d s, in turn; four JVMs for each client, over which its instances are spread"
			.formatted(this.settings.run().toSeconds()));
		lines.add(Results.disturbance(this.settings.foreignLoad(), this.samples.count(), this.samples.dropped()));
		lines.add("");
		lines
			.add("Requests are those that the OctoStore server has counted, for each grant. ShedLock cannot wait for a "
					+ "lock, and so is not here. Median over the rounds (lowest to highest):");
		this.settings.shapes().forEach((shape) -> addTable(shape, lines));
		addAims(lines);
		return lines;
	}

	private void addAims(List<String> lines) {
		List<String> rows = new Aims(this.samples).rows();
		if (!rows.isEmpty()) {
			lines.add("");
			lines.add("## Aims");
			lines.add("");
			lines.add("| OctoStoreLocks on OctoStore | measured | aimed at | |");
			lines.add("|---|---|---|---|");
			lines.addAll(rows);
		}
	}

	private void addTable(Shape shape, List<String> lines) {
		lines.add("");
		lines.add("## " + Character.toUpperCase(shape.title().charAt(0)) + shape.title().substring(1));
		lines.add("");
		if (shape.isOnce()) {
			lines.add("| client | locks kept by | until all had it, s | timeouts | requests | held, % |");
			lines.add("|---|---|---|---|---|---|");
		}
		else {
			boolean holds = shape.holdMillis() > 0;
			lines.add("| client | locks kept by | grants/s | smallest share | longest wait, ms | timeouts | requests |"
					+ (holds ? " held, % |" : ""));
			lines.add("|---|---|---|---|---|---|---|" + (holds ? "---|" : ""));
		}
		for (Contender contender : this.settings.contenders()) {
			lines.add(
					"| %s | %s |%s".formatted(contender.title(), contender.store().title(), figures(shape, contender)));
		}
	}

	private String figures(Shape shape, Contender contender) {
		int columns = shape.isOnce() ? 4 : (shape.holdMillis() > 0) ? 6 : 5;
		if (this.stores.absent().containsKey(contender.store())) {
			return " left out |" + " |".repeat(columns - 1);
		}
		List<Sample> runs = this.samples.of(shape, contender);
		if (runs.isEmpty()) {
			return " no undisturbed run |" + " |".repeat(columns - 1);
		}
		StringBuilder row = new StringBuilder();
		if (shape.isOnce()) {
			row.append(cell(runs, Sample::seconds, 1));
		}
		else {
			row.append(cell(runs, Sample::grantsPerSecond, 0))
				.append(cell(runs, Sample::smallestShare, 2))
				.append(cell(runs, Sample::longestWaitMillis, 0));
		}
		row.append(cell(runs, Sample::timeouts, 0));
		row.append((contender.store() == Store.OCTOSTORE) ? cell(runs, Sample::requestsPerGrant, 1) : " - |");
		if (shape.holdMillis() > 0) {
			row.append(cell(runs, (run) -> run.held() * 100, 0));
		}
		return row.toString();
	}

	private static String cell(List<Sample> runs, ToDoubleFunction<Sample> figure, int decimals) {
		Spread spread = Spread.of(runs.stream().mapToDouble(figure));
		if (spread.lowest() == spread.highest()) {
			return String.format(Locale.ROOT, " %,." + decimals + "f |", spread.median());
		}
		return " " + spread.format(decimals) + " |";
	}

	Chart chart() {
		Chart chart = new Chart("Grants of one lock per second");
		for (Shape shape : this.settings.shapes()) {
			if (!shape.isOnce()) {
				chart.group(shape.title(),
						this.settings.contenders()
							.stream()
							.filter((contender) -> !this.samples.of(shape, contender).isEmpty())
							.map((contender) -> bar(shape, contender))
							.toList());
			}
		}
		return chart;
	}

	private Chart.Bar bar(Shape shape, Contender contender) {
		Spread spread = Spread.of(this.samples.of(shape, contender).stream().mapToDouble(Sample::grantsPerSecond));
		return new Chart.Bar(contender.title() + ", " + contender.store().title(), spread,
				String.format(Locale.ROOT, "%,.0f", spread.median()), contender.isOwn());
	}

}
