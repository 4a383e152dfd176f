package io.octostore.benchmarks.pairs;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One run of every contender, one after the other.
 *
 * @param samples what was measured
 * @param foreignLoad the largest share of all processors that others used during a run
 */
record Round(Map<Contender, Sample> samples, double foreignLoad) {

	Sample of(Contender contender) {
		Sample sample = this.samples.get(contender);
		if (sample == null) {
			throw new IllegalStateException(contender + " did not take part");
		}
		return sample;
	}

	double ratio(Contender contender, Contender to, ToDoubleFunction<Sample> figure) {
		return figure.applyAsDouble(of(contender)) / figure.applyAsDouble(of(to));
	}

}
