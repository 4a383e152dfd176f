package io.octostore.election;

import java.time.Duration;

/**
 * When to say that campaigns fail: at the first failure, then once a minute, and once
 * when one is answered again. For one thread at a time.
 */
final class CampaignOutage {

	private static final Duration REMINDER = Duration.ofMinutes(1);

	private int failures;

	private long since;

	private long toldAt;

	/**
	 * Take note of a failure.
	 * @param now the time, in nanoseconds
	 * @return what there is to say
	 */
	News failed(long now) {
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
	 * Take note of an answer, or that no candidate waits for one.
	 * @return whether a failure came before it
	 */
	boolean over() {
		boolean failed = this.failures > 0;
		this.failures = 0;
		return failed;
	}

	int failures() {
		return this.failures;
	}

	/**
	 * How long campaigns have been failing.
	 * @param now the time, in nanoseconds
	 * @return whole seconds
	 */
	long seconds(long now) {
		return Duration.ofNanos(now - this.since).toSeconds();
	}

	/**
	 * What a failure means for those who read the log.
	 */
	enum News {

		/** An outage begins. */
		BEGINS,

		/** It still goes on, a minute after the last line. */
		GOES_ON,

		/** Nothing new. */
		NONE

	}

}
