package io.octostore.shedlock;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs its one task when a test says so.
 */
final class ManualExecutor extends ScheduledThreadPoolExecutor {

	private Runnable task;

	private Duration period;

	private ScheduledFuture<?> future;

	ManualExecutor() {
		super(1);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		this.task = command;
		this.period = Duration.of(period, unit.toChronoUnit());
		this.future = super.schedule(() -> {
		}, 1, TimeUnit.DAYS);
		return this.future;
	}

	void runTask() {
		this.task.run();
	}

	Duration period() {
		return this.period;
	}

	boolean isCancelled() {
		return this.future.isCancelled();
	}

}
