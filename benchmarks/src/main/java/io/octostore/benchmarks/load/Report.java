package io.octostore.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private final Duration duration;

	private final int writers;

	private final List<Double> pairsPerSecond;

	private final Holding holding;

	private final Attempts attempts;

	Report(Duration duration, int writers, List<Double> pairsPerSecond, Holding holding, Attempts attempts) {
		this.duration = duration;
		this.writers = writers;
		this.pairsPerSecond = pairsPerSecond;
		this.holding = holding;
		this.attempts = attempts;
	}

	boolean isGood() {
		return this.holding.gone() == 0 && this.attempts.tooClose() == 0;
	}

	Chart chart() {
		return new Chart("Held locks under load").group("time of a renewal",
				List.of(bar("50th percentile", this.holding.p50Micros()),
						bar("99th percentile", this.holding.p99Micros()), bar("longest", this.holding.maxMicros())));
	}

	private static Chart.Bar bar(String label, long micros) {
		return new Chart.Bar(label, Spread.of(List.of(micros / 1e3)),
				String.format(Locale.ROOT, "%,.1f ms", micros / 1e3), true);
	}

	List<String> lines(double foreignLoad) {
		List<String> lines = new ArrayList<>();
		lines.add("# Held locks under load");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Results.foreignLoad(foreignLoad));
		lines.add(Environment.server(Options.server()));
		lines.add(
				"- %d locks held with default settings for %d min while %d writers acquire and release as fast as they can"
					.formatted(this.holding.locks(), this.duration.toMinutes(), this.writers));
		lines.add("");
		lines.add("| what | measured | aim | |");
		lines.add("|---|---|---|---|");
		lines.add("| locks lost | %d | 0 | %s |".formatted(this.holding.gone(),
				Results.verdict(this.holding.gone() == 0)));
		lines.add("| attempts closer to the one before than 250 ms, doubling to 2 s, less 20 %% | %d | 0 | %s |"
			.formatted(this.attempts.tooClose(), Results.verdict(this.attempts.tooClose() == 0)));
		lines.add("| shortest distance between two attempts of one lease or session | %s | | |"
			.formatted(shortestDistance()));
		lines.add("| attempts to renew or keep alive, on the wire | %d | | |".formatted(this.attempts.count()));
		lines.add("| renewals confirmed, without answer | %d, %d | | |".formatted(this.holding.renewals(),
				this.holding.failedRenewals()));
		lines.add("| keepalives confirmed, without answer | %d, %d | | |".formatted(this.holding.keepalives(),
				this.holding.failedKeepalives()));
		lines.add(String.format(Locale.ROOT, "| time of a renewal: p50, p99, max | %.1f, %.1f, %.1f ms | | |",
				this.holding.p50Micros() / 1e3, this.holding.p99Micros() / 1e3, this.holding.maxMicros() / 1e3));
		lines.add("| warnings that a lock is at risk | %d | | |".formatted(this.holding.atRisk()));
		lines.add("| pairs per second of the writers, median (lowest to highest) | %s | | |"
			.formatted(Spread.of(this.pairsPerSecond).format(0)));
		return lines;
	}

	private String shortestDistance() {
		return this.attempts.distances()
			.boxed()
			.findFirst()
			.map((millis) -> String.format(Locale.ROOT, "%,d ms", millis))
			.orElse("none has two");
	}

}
