package io.octostore.benchmarks.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final double START_AIM_MILLIS = 300;

	/** No more than the noise of two measurements of the same thing. */
	private static final double PROPORTION_AIM = 1.1;

	private final List<String> figures = new ArrayList<>();

	private final List<Chart.Bar> acquires = new ArrayList<>();

	private boolean good = true;

	void starts(List<Double> millis) {
		figure("first start in a JVM, to the first answer", String.format(Locale.ROOT, "%.0f ms", millis.get(0)), "-");
		Spread warm = Spread.of(millis.subList(1, millis.size()));
		aimed("start in a warm JVM, to the first answer", warm.format(1) + " ms",
				String.format(Locale.ROOT, "%.0f ms", START_AIM_MILLIS), warm.median() <= START_AIM_MILLIS);
	}

	void acquires(int few, List<Double> amongFew, int many, List<Double> amongMany) {
		figure("acquire while %,d locks are held".formatted(few), Spread.of(amongFew).format(0) + " us", "-");
		figure("acquire while %,d locks are held".formatted(many), Spread.of(amongMany).format(0) + " us", "-");
		bar(few, Spread.of(amongFew));
		bar(many, Spread.of(amongMany));
		List<Double> proportions = new ArrayList<>();
		for (int round = 0; round < amongFew.size(); round++) {
			proportions.add(amongMany.get(round) / amongFew.get(round));
		}
		Spread proportion = Spread.of(proportions);
		aimed("proportion within a round", proportion.format(2),
				String.format(Locale.ROOT, "at most %.1f", PROPORTION_AIM), proportion.median() <= PROPORTION_AIM);
	}

	private void aimed(String what, String measured, String aim, boolean met) {
		this.good &= met;
		figure(what, measured, aim + ": " + Results.verdict(met));
	}

	private void figure(String what, String measured, String aim) {
		this.figures.add("| %s | %s | %s |".formatted(what, measured, aim));
	}

	boolean isGood() {
		return this.good;
	}

	private void bar(int locks, Spread micros) {
		this.acquires.add(new Chart.Bar("among %,d held locks".formatted(locks), micros,
				String.format(Locale.ROOT, "%,.0f us", micros.median()), true));
	}

	Chart chart() {
		return new Chart("Embedded server").group("acquire", this.acquires);
	}

	List<String> lines(double foreignLoad) {
		List<String> lines = new ArrayList<>();
		lines.add("# Embedded server");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Results.foreignLoad(foreignLoad));
		lines.add(
				"- The server is in the JVM of its client, the JDK's HttpClient; locks are held by users with 99 each");
		lines.add("");
		lines.add("| what | measured, median (lowest to highest) | aim |");
		lines.add("|---|---|---|");
		lines.addAll(this.figures);
		return lines;
	}

}
