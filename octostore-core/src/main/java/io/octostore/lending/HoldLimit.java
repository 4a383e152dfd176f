package io.octostore.lending;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * The end of the longest hold of one lock. Thread safe.
 */
final class HoldLimit {

	private final LongSupplier clock;

	private final Function<Duration, Cancellable> timers;

	/** Guarded by this. */
	private @Nullable Cancellable timer;

	/** Guarded by this. */
	private long end;

	/**
	 * Create a limit that has no end yet.
	 * @param clock the time in nanoseconds
	 * @param timers starts the timer that ends the hold
	 */
	HoldLimit(LongSupplier clock, Function<Duration, Cancellable> timers) {
		this.clock = clock;
		this.timers = timers;
	}

	synchronized void endAfter(Duration maxHold) {
		cancel();
		this.end = this.clock.getAsLong() + maxHold.toNanos();
		this.timer = this.timers.apply(maxHold);
	}

	synchronized void extendTo(Duration maxHold) {
		if (this.timer != null && this.clock.getAsLong() + maxHold.toNanos() - this.end > 0) {
			endAfter(maxHold);
		}
	}

	synchronized void cancel() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

}
