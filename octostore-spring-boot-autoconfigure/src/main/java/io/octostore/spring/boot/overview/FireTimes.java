package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.config.CronTask;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * When the scheduler of this instance calls methods next. Thread safe.
 *
 * @since 0.1.0
 */
public final class FireTimes {

	/** Timers may fire a little early. */
	private static final Duration ROUNDING = Duration.ofMillis(500);

	private final Supplier<? extends Stream<ScheduledTaskHolder>> holders;

	/**
	 * Create fire times.
	 * @param holders gives the holders of scheduled tasks; called at each look
	 */
	public FireTimes(Supplier<? extends Stream<ScheduledTaskHolder>> holders) {
		this.holders = holders;
	}

	/**
	 * Return the next fire time of a method.
	 * @param method class and name of the method, with a dot between
	 * @return the earliest fire time, to the second, because schedulers only know how
	 * long it is until then; {@code null} if the method is not scheduled, or not again,
	 * or runs just now with a fixed delay or rate
	 */
	public @Nullable Instant next(String method) {
		return this.holders.get()
			.map(ScheduledTaskHolder::getScheduledTasks)
			.flatMap(Collection::stream)
			.filter((task) -> task.toString().equals(method))
			.map(FireTimes::next)
			.filter((next) -> next != null)
			.min(Instant::compareTo)
			.map((next) -> next.plus(ROUNDING).truncatedTo(ChronoUnit.SECONDS))
			.orElse(null);
	}

	/**
	 * A scheduler decides on the next execution when the present one has ended, which is
	 * too late for what happens to the locks of the present one.
	 */
	private static @Nullable Instant next(ScheduledTask task) {
		Instant next = task.nextExecution();
		return (next == null && task.getTask() instanceof CronTask cron)
				? cron.getTrigger().nextExecution(new SimpleTriggerContext(null, null, Instant.now().plus(ROUNDING)))
				: next;
	}

}
