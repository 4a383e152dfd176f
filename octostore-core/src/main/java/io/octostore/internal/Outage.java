package io.octostore.internal;

import java.time.Duration;

/**
 * When to say that something fails again and again: at the first failure, then once a
 * minute, and once when it succeeds again. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class Outage {

	private static final Duration REMINDER = Duration.ofMinutes(1);

	private int failures;

	private long since;

	private long toldAt;

	/**
	 * Begin without a failure.
	 */
	public Outage() {
	}

	/**
	 * Take note of a failure.
	 * @param now the time, in nanoseconds
	 * @return what there is to say
	 */
	public News failed(long now) {
		this.failures++;
		if (this.failures == 1) {
			this.since = now;
			this.toldAt = now;
			return News.BEGINS;
		}
		if (now - this.toldAt >= REMINDER.toNanos()) {
			this.toldAt = now;
			return News.GOES_ON;
		}
		return News.NONE;
	}

	/**
	 * Take note of a success, or that nothing is tried any more.
	 * @return whether a failure came before it
	 */
	public boolean over() {
		boolean failed = this.failures > 0;
		this.failures = 0;
		return failed;
	}

	/**
	 * Return how many failures there were in a row.
	 * @return the number
	 */
	public int failures() {
		return this.failures;
	}

	/**
	 * Return the time since the first of the failures.
	 * @param now the time, in nanoseconds
	 * @return whole seconds
	 */
	public long seconds(long now) {
		return Duration.ofNanos(now - this.since).toSeconds();
	}

	/**
	 * Meaning of a failure for those who read the log.
	 */
	public enum News {

		/** An outage begins. */
		BEGINS,

		/** It still goes on, a minute after the last line. */
		GOES_ON,

		/** Nothing new. */
		NONE

	}

}
