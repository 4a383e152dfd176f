package io.octostore.benchmarks.hot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.Spread;

/**
 * All runs that count, and how many do not because others disturbed them.
 */
final class Samples {

	private final Map<Shape, Map<Contender, List<Sample>>> kept = new EnumMap<>(Shape.class);

	private int count;

	private int dropped;

	void add(Shape shape, Contender contender, Sample sample) {
		of(shape, contender).add(sample);
		this.count++;
	}

	void drop() {
		this.dropped++;
	}

	int count() {
		return this.count;
	}

	int dropped() {
		return this.dropped;
	}

	List<Sample> of(Shape shape, Contender contender) {
		return this.kept.computeIfAbsent(shape, (key) -> new EnumMap<>(Contender.class))
			.computeIfAbsent(contender, (key) -> new ArrayList<>());
	}

	/**
	 * The median of a figure, or nothing if no run counts.
	 */
	OptionalDouble median(Shape shape, Contender contender, ToDoubleFunction<Sample> figure) {
		List<Sample> samples = of(shape, contender);
		return samples.isEmpty() ? OptionalDouble.empty()
				: OptionalDouble.of(Spread.of(samples.stream().mapToDouble(figure)).median());
	}

}
