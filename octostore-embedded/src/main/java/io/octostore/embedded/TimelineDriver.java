package io.octostore.embedded;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Wakes the server up when something becomes due, for a server whose time goes by itself.
 * Guarded by the lock of {@link ServerState}.
 */
final class TimelineDriver {

	private final ServerState state;

	private final ScheduledExecutorService timer;

	private @Nullable ScheduledFuture<?> alarm;

	private boolean stopped;

	TimelineDriver(ServerState state, ScheduledExecutorService timer) {
		this.state = state;
		this.timer = timer;
	}

	/**
	 * Sets the alarm to what is due next, unless it rings before anyway.
	 */
	void update() {
		Duration wait = this.state.timeline().untilNext();
		if (wait == null || this.stopped || this.timer.isShutdown()) {
			return;
		}
		long nanos = Math.max(wait.toNanos(), 0);
		if (this.alarm != null && !this.alarm.isDone() && this.alarm.getDelay(TimeUnit.NANOSECONDS) <= nanos) {
			return;
		}
		if (this.alarm != null) {
			this.alarm.cancel(false);
		}
		this.alarm = this.timer.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Never rings again.
	 */
	void stop() {
		this.stopped = true;
		if (this.alarm != null) {
			this.alarm.cancel(false);
		}
	}

	private void ring() {
		this.state.run(() -> this.alarm = null);
	}

}
