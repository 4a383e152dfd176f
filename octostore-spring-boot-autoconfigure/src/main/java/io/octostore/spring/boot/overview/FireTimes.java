package io.octostore.spring.boot.overview;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * When the scheduler of this instance calls methods next. Thread safe.
 *
 * @since 0.1.0
 */
public final class FireTimes {

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
	 * long it is until then; {@code null} if the method is not scheduled, or not again
	 */
	public @Nullable Instant next(String method) {
		return this.holders.get()
			.map(ScheduledTaskHolder::getScheduledTasks)
			.flatMap(Collection::stream)
			.filter((task) -> task.toString().equals(method))
			.map(ScheduledTask::nextExecution)
			.filter((next) -> next != null)
			.min(Instant::compareTo)
			.map((next) -> next.plusMillis(500).truncatedTo(ChronoUnit.SECONDS))
			.orElse(null);
	}

}
