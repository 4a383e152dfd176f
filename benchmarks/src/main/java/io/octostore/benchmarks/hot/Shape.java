package io.octostore.benchmarks.hot;

import java.time.Duration;

/**
 * How many want the lock, and what for.
 */
enum Shape {

	ONE_BY_ONE("1 instance, 1 caller", 1, 1, 0, 0),

	ONE_BY_EIGHT("1 instance, 8 callers", 1, 8, 0, 0),

	ONE_BY_HUNDRED("1 instance, 100 callers", 1, 100, 0, 0),

	TWO_BY_ONE("2 instances, 1 caller each", 2, 1, 0, 0),

	TWO_BY_FOUR("2 instances, 4 callers each", 2, 4, 0, 0),

	FOUR_BY_FOUR("4 instances, 4 callers each", 4, 4, 0, 0),

	EIGHT_BUSY("8 instances, 1 caller each, hold 50 ms, pause 10 ms", 8, 1, 50, 10),

	THIRTY_ONCE("30 instances, 1 caller each, hold 100 ms, once", 30, 1, 100, 0);

	/** The product is watched for longer where it must not starve. */
	private static final int LONG = 10;

	private final String title;

	private final int instances;

	private final int callers;

	private final long holdMillis;

	private final long thinkMillis;

	Shape(String title, int instances, int callers, long holdMillis, long thinkMillis) {
		this.title = title;
		this.instances = instances;
		this.callers = callers;
		this.holdMillis = holdMillis;
		this.thinkMillis = thinkMillis;
	}

	String title() {
		return this.title;
	}

	int instances() {
		return this.instances;
	}

	/**
	 * Callers of each instance.
	 */
	int callers() {
		return this.callers;
	}

	long holdMillis() {
		return this.holdMillis;
	}

	/**
	 * The pause between a release and the next acquire of the same caller.
	 */
	long thinkMillis() {
		return this.thinkMillis;
	}

	/**
	 * Whether each caller acquires the lock once, however long that takes.
	 */
	boolean isOnce() {
		return this == THIRTY_ONCE;
	}

	/**
	 * Whether it is measured in one round only.
	 */
	boolean isSingle() {
		return this == ONE_BY_HUNDRED || this.holdMillis > 0;
	}

	Duration waitFor() {
		return Duration.ofSeconds(isOnce() ? 60 : 10);
	}

	Duration duration(Duration usual, boolean own) {
		return (this == EIGHT_BUSY && own) ? usual.multipliedBy(LONG) : usual;
	}

}
