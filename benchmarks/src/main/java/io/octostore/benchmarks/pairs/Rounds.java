package io.octostore.benchmarks.pairs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rounds with one number of callers. Those that others have disturbed are counted and
 * dropped.
 */
final class Rounds {

	private final int callers;

	private final double foreignLoadLimit;

	private final List<Round> kept = new ArrayList<>();

	private int count;

	Rounds(int callers, double foreignLoadLimit) {
		this.callers = callers;
		this.foreignLoadLimit = foreignLoadLimit;
	}

	void add(Round round) {
		this.count++;
		if (round.foreignLoad() <= this.foreignLoadLimit) {
			this.kept.add(round);
		}
	}

	int callers() {
		return this.callers;
	}

	int count() {
		return this.count;
	}

	List<Round> kept() {
		return Collections.unmodifiableList(this.kept);
	}

}
