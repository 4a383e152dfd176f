package io.octostore.spring.lock;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockOptions;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * One call of a cron job by the scheduler, which belongs to a fire time.
 *
 * @param job the job, to which the end of the call is to be told
 * @param fireTime the fire time, {@code null} if it is not known
 * @param holder which other instance has run the job for that fire time, {@code null} if
 * none was seen
 * @param first whether it is known that no other instance has run the job for it
 * @param late by how much the call is late, zero if it is not
 */
record ScheduledCall(OverdueCall job, @Nullable ZonedDateTime fireTime, @Nullable String holder, boolean first,
		Duration late) {

	/**
	 * Which other instance has run the job for the fire time.
	 */
	Optional<String> ranOn() {
		return Optional.ofNullable(this.holder);
	}

	/**
	 * How to acquire one of the locks: held for half of the time to the next fire time,
	 * and noted for which one it is.
	 */
	LockOptions options(Wanted wanted) {
		ZonedDateTime time = this.fireTime;
		LockOptions options = wanted.lock().optionsFor(time);
		return (time != null) ? options.withNote(this.job.run(time)) : options;
	}

	/**
	 * By how much the call is late, if another instance may have had the lock for the
	 * same fire time and was not seen.
	 */
	Optional<Duration> lateBeyondHold(Wanted wanted) {
		return (this.first || this.late.isZero()) ? Optional.empty() : wanted.lock().lateBeyondHold();
	}

	void end() {
		this.job.end(this.fireTime);
	}

}
