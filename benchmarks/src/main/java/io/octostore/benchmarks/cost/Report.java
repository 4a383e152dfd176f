package io.octostore.benchmarks.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	/** Classes that are listed. */
	static final int CLASSES = 20;

	private static final String ENGINE_THREAD = "octostore-lease";

	private static final double HEAP_AIM = 4096;

	private static final double REQUESTS_AIM = 0.05;

	private static final double REQUESTS_PER_GRANT_AIM = 2.1;

	private final List<String> figures = new ArrayList<>();

	private final List<String> classes = new ArrayList<>();

	private final List<Chart.Bar> requests = new ArrayList<>();

	private boolean good = true;

	void heap(int locks, List<Double> perLease, List<Map.Entry<String, Histogram.Use>> growth) {
		Spread spread = Spread.of(perLease);
		figure("heap for each of %d held locks".formatted(locks), spread.format(0) + " bytes",
				String.format(Locale.ROOT, "%.0f bytes", HEAP_AIM), spread.median() <= HEAP_AIM);
		growth.forEach((entry) -> this.classes.add(String.format(Locale.ROOT, "| `%s` | %.2f | %.0f |", entry.getKey(),
				(double) entry.getValue().instances() / locks, (double) entry.getValue().bytes() / locks)));
	}

	void threads(int locks, List<String> names) {
		List<String> own = names.stream().filter((name) -> name.startsWith("octostore")).toList();
		long engines = own.stream().filter(ENGINE_THREAD::equals).count();
		figure("threads of the engine with %d held locks".formatted(locks),
				"%d of OctoStore's %d".formatted(engines, own.size()), "1", engines == 1);
	}

	void requests(int locks, int sessions, double measured, double expected) {
		this.requests.add(bar(locks + " locks, measured", measured, true));
		this.requests.add(bar(locks + " locks, by operations.md", expected, false));
		figure("requests per second for %d held locks under %s".formatted(locks,
				(sessions == 1) ? "one session" : sessions + " sessions"), String.format(Locale.ROOT, "%.2f", measured),
				String.format(Locale.ROOT, "%.2f +-%.0f %%", expected, REQUESTS_AIM * 100),
				Math.abs(measured / expected - 1) <= REQUESTS_AIM);
	}

	void requestsPerGrant(int callers, double measured) {
		figure("requests per grant of one lock that %d threads want, session included".formatted(callers),
				String.format(Locale.ROOT, "%.3f", measured), "at most " + REQUESTS_PER_GRANT_AIM,
				measured <= REQUESTS_PER_GRANT_AIM);
	}

	private void figure(String what, String measured, String aim, boolean met) {
		this.good &= met;
		this.figures.add("| %s | %s | %s | %s |".formatted(what, measured, aim, Results.verdict(met)));
	}

	boolean isGood() {
		return this.good;
	}

	private static Chart.Bar bar(String label, double rate, boolean own) {
		return new Chart.Bar(label, Spread.of(List.of(rate)), String.format(Locale.ROOT, "%.2f", rate), own);
	}

	Chart chart() {
		return new Chart("Cost of held locks").group("requests per second", this.requests);
	}

	List<String> lines(double foreignLoad) {
		List<String> lines = new ArrayList<>();
		lines.add("# Cost of held locks");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add(Results.foreignLoad(foreignLoad));
		lines.add("- Server: the in-process one, in the JVM of the driver; it counts the requests");
		lines.add("- Default settings: session TTL 30 s, lock TTL 60 s");
		lines.add("");
		lines.add("| what | measured, median (lowest to highest) | aim | |");
		lines.add("|---|---|---|---|");
		lines.addAll(this.figures);
		lines.add("");
		lines.add("What the heap consists of:");
		lines.add("");
		lines.add("| class | instances per lock | bytes per lock |");
		lines.add("|---|---|---|");
		lines.addAll(this.classes);
		return lines;
	}

}
