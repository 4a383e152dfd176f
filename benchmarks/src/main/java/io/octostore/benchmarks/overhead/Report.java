package io.octostore.benchmarks.overhead;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import io.octostore.benchmarks.support.Chart;
import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;

/**
 * The result as Markdown.
 */
final class Report {

	private static final double NANOS_AIM = 2000;

	private static final double BYTES_AIM = 600;

	private final Map<String, Cost> costs = new HashMap<>();

	private final List<String> rows = new ArrayList<>();

	private final List<Chart.Bar> bars = new ArrayList<>();

	private boolean good = true;

	Report(Collection<RunResult> results) {
		results.forEach((result) -> this.costs.put(name(result), Cost.of(result)));
		base("a call without a lock", "bare");
		base("`OctoStoreLocks` in code", "inCode");
		row("`@DistributedLock`", "annotated", "inCode", true);
		base("`OctoStoreLocks` in code, a key in the name", "inCodeByKey");
		row("`@DistributedLock`, key `#order`", "annotatedByKey", "inCodeByKey", true);
		row("`@DistributedLock`, key `#order.number`", "annotatedByPart", "inCodeByKey", true);
		base("ShedLock in code", "shedLockInCode");
		row("ShedLock's `@SchedulerLock`", "shedLockAnnotated", "shedLockInCode", false);
		row("Spring's `@ConcurrencyLimit`", "concurrencyLimit", "bare", false);
	}

	private static String name(RunResult result) {
		String benchmark = result.getParams().getBenchmark();
		return benchmark.substring(benchmark.lastIndexOf('.') + 1);
	}

	private Cost cost(String name) {
		Cost cost = this.costs.get(name);
		if (cost == null) {
			throw new IllegalStateException("There is no result of " + name);
		}
		return cost;
	}

	private void base(String what, String name) {
		Cost cost = cost(name);
		this.rows.add(String.format(Locale.ROOT, "| %s | %s | %.0f | | | |", what, cost.nanos().format(0),
				cost.bytes().median()));
	}

	private void row(String what, String name, String baseline, boolean aimed) {
		Cost cost = cost(name);
		double nanos = cost.nanos().median() - cost(baseline).nanos().median();
		double bytes = cost.bytes().median() - cost(baseline).bytes().median();
		boolean met = nanos <= NANOS_AIM && bytes <= BYTES_AIM;
		this.good &= met || !aimed;
		this.bars.add(new Chart.Bar(what.replace("`", ""), cost.nanos(),
				String.format(Locale.ROOT, "%,.0f ns", cost.nanos().median()), aimed));
		String verdict = aimed ? Results.verdict(met) : "";
		this.rows.add(String.format(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.0f | %s |", what, cost.nanos().format(0),
				cost.bytes().median(), nanos, bytes, verdict));
	}

	boolean isGood() {
		return this.good;
	}

	Chart chart() {
		return new Chart("Annotation over call").group("time", this.bars);
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("# Annotation over call");
		lines.add("");
		lines.addAll(Environment.describe());
		lines.add("");
		lines.add(String.format(Locale.ROOT, "Aimed at: at most %,.0f ns and %.0f bytes over the call in code.",
				NANOS_AIM, BYTES_AIM));
		lines.add("");
		lines.add("| call | ns, median (lowest to highest) | bytes | ns over the call in code | bytes over it | |");
		lines.add("|---|---|---|---|---|---|");
		lines.addAll(this.rows);
		return lines;
	}

	/**
	 * What one call costs, over all iterations of all forks.
	 *
	 * @param nanos time
	 * @param bytes allocated memory
	 */
	private record Cost(Spread nanos, Spread bytes) {

		static Cost of(RunResult result) {
			List<Double> nanos = new ArrayList<>();
			List<Double> bytes = new ArrayList<>();
			for (BenchmarkResult fork : result.getBenchmarkResults()) {
				for (IterationResult iteration : fork.getIterationResults()) {
					nanos.add(iteration.getPrimaryResult().getScore());
					bytes.add(allocated(iteration));
				}
			}
			return new Cost(Spread.of(nanos), Spread.of(bytes));
		}

		private static double allocated(IterationResult iteration) {
			Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
			if (allocated == null) {
				throw new IllegalStateException("This JVM does not count allocated bytes");
			}
			return allocated.getScore();
		}

	}

}
