package io.octostore.benchmarks.support;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A figure over several rounds.
 *
 * @param median the median
 * @param lowest the lowest
 * @param highest the highest
 */
public record Spread(double median, double lowest, double highest) {

	/**
	 * The spread of a figure.
	 * @param figures the figure in each round, at least one
	 * @return the spread
	 */
	public static Spread of(DoubleStream figures) {
		double[] sorted = figures.sorted().toArray();
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], sorted[sorted.length - 1]);
	}

	/**
	 * The spread of a figure.
	 * @param figures the figure in each round, at least one
	 * @return the spread
	 */
	public static Spread of(List<Double> figures) {
		return of(figures.stream().mapToDouble(Double::doubleValue));
	}

	/**
	 * A percentile.
	 * @param figures the figures, in any order, at least one
	 * @param percent which, from 0 to 100
	 * @return the smallest figure that at least so many percent are not above
	 */
	public static long percentile(long[] figures, int percent) {
		long[] sorted = figures.clone();
		Arrays.sort(sorted);
		return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
	}

	/**
	 * The median and, in brackets, the extremes.
	 * @param decimals how many
	 * @return the text
	 */
	public String format(int decimals) {
		String number = "%,." + decimals + "f";
		return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", this.median, this.lowest,
				this.highest);
	}

}
