package io.octostore.benchmarks.cost;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Live objects by class.
 *
 * @param classes the bytes and the number of the instances of each class
 */
record Histogram(Map<String, Use> classes) {

	/**
	 * Reads the lines of the virtual machine: rank, instances, bytes, class.
	 */
	static Histogram parse(String lines) {
		Map<String, Use> classes = new HashMap<>();
		for (String line : lines.split("\t", -1)) {
			String[] fields = line.trim().split("\\s+", 5);
			if (fields.length >= 4 && fields[0].matches("\\d+:")) {
				Use use = new Use(Long.parseLong(fields[2]), Long.parseLong(fields[1]));
				classes.merge(fields[3], use, Use::plus);
			}
		}
		return new Histogram(classes);
	}

	long bytes() {
		return this.classes.values().stream().mapToLong(Use::bytes).sum();
	}

	/**
	 * What is more here than in another one, the largest first.
	 */
	List<Map.Entry<String, Use>> beyond(Histogram other, int limit) {
		Map<String, Use> growth = new HashMap<>();
		this.classes.forEach((name, use) -> growth.put(name, use.minus(other.classes.get(name))));
		return growth.entrySet()
			.stream()
			.sorted(Comparator.comparingLong((Map.Entry<String, Use> entry) -> entry.getValue().bytes()).reversed())
			.limit(limit)
			.toList();
	}

	/**
	 * What the instances of one class use.
	 *
	 * @param bytes their size without what they refer to
	 * @param instances how many there are
	 */
	record Use(long bytes, long instances) {

		Use plus(Use other) {
			return new Use(this.bytes + other.bytes, this.instances + other.instances);
		}

		Use minus(@Nullable Use other) {
			return (other != null) ? new Use(this.bytes - other.bytes, this.instances - other.instances) : this;
		}

	}

}
