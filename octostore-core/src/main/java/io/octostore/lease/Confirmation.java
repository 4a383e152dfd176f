package io.octostore.lease;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.octostore.internal.Safeguard;

/**
 * When to confirm something next: one attempt at a time, the next one counted from the
 * last send, repeats after failures. Serial context only.
 */
final class Confirmation {

	private static final long OVERDUE_MARGIN = Duration.ofSeconds(1).toNanos();

	private long nextAt;

	private boolean inFlight;

	private long overdueAt;

	private int failures;

	private long attempt;

	Confirmation(long nextAt) {
		this.nextAt = nextAt;
	}

	/**
	 * Whether to send now. An attempt that has not been answered long after its timeout
	 * no longer stands in the way.
	 */
	boolean isDue(long now) {
		return this.inFlight ? isOverdue(now) : now >= this.nextAt;
	}

	@Safeguard("repeat-overdue-confirmations")
	private boolean isOverdue(long now) {
		return now >= this.overdueAt;
	}

	/**
	 * An attempt is being sent.
	 * @return its number
	 */
	long sent(long now, Duration timeout) {
		if (this.inFlight) {
			this.failures++;
		}
		this.inFlight = true;
		this.overdueAt = now + timeout.toNanos() + OVERDUE_MARGIN;
		return ++this.attempt;
	}

	void confirmed(long number, long nextAt) {
		this.failures = 0;
		this.nextAt = Math.max(this.nextAt, nextAt);
		if (number == this.attempt) {
			this.inFlight = false;
		}
	}

	void failed(long number, long now, RandomGenerator random) {
		if (number == this.attempt) {
			this.inFlight = false;
			this.failures++;
			this.nextAt = now + LeaseTimings.retryAfter(this.failures, random);
		}
	}

	void postpone(long until) {
		this.nextAt = Math.max(this.nextAt, until);
	}

	void hurry(long now) {
		this.nextAt = Math.min(this.nextAt, now);
	}

	int failures() {
		return this.failures;
	}

}
