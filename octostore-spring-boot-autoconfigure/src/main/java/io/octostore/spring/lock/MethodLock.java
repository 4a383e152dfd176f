package io.octostore.spring.lock;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockOptions;

/**
 * One lock of an annotated method, as far as it is the same for all calls.
 *
 * @param name the lock's name without prefix and key
 * @param key the key, if there is one
 * @param options how to acquire, unless fire times decide for how long to hold
 * @param fireTimes when the scheduler calls the method, if that is the same for all
 * instances
 * @param enabled whether calls run under the lock
 * @param skip whether a call is left out when the lock is held
 */
record MethodLock(String name, @Nullable LockKeyExpression key, LockOptions options, @Nullable FireTimes fireTimes,
		boolean enabled, boolean skip) {

	private static final String SCHEDULED_CALL = "org.springframework.scheduling.support.ScheduledMethodRunnable";

	/**
	 * The lock of one call.
	 */
	Wanted wanted(@Nullable Object target, @Nullable Object[] args) {
		return new Wanted(this, (this.key != null) ? this.name + "." + this.key.evaluate(target, args) : this.name);
	}

	/**
	 * How to acquire the lock for a call that begins now.
	 */
	LockOptions optionsNow() {
		return (this.fireTimes != null && this.options.holdAtLeast().isEmpty())
				? this.options.withHoldAtLeast(this.fireTimes.holdFromNow()) : this.options;
	}

	/**
	 * How to acquire the lock for a call that begins now and belongs to a fire time.
	 * @param fireTime the fire time, {@code null} if it is not known
	 */
	LockOptions optionsFor(@Nullable ZonedDateTime fireTime) {
		return (this.fireTimes != null && fireTime != null && this.options.holdAtLeast().isEmpty())
				? this.options.withHoldAtLeast(this.fireTimes.holdFromNow(fireTime)) : optionsNow();
	}

	/**
	 * For how long the lock of a call that begins now is held at least.
	 */
	Duration hold() {
		return optionsNow().holdAtLeast().orElse(Duration.ZERO);
	}

	/**
	 * By how much a call that begins now is late, if another instance may have had the
	 * lock for the same fire time.
	 */
	Optional<Duration> lateBeyondHold() {
		return (this.fireTimes != null)
				? this.fireTimes.lateBeyond(this.options.holdAtLeast()).filter((late) -> isCalledByScheduler())
				: Optional.empty();
	}

	/**
	 * A method with a schedule may be called by other code at any time.
	 */
	static boolean isCalledByScheduler() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> frame.getClassName().equals(SCHEDULED_CALL)));
	}

	/**
	 * When the scheduler calls the method next after the fire time that a call now
	 * belongs to.
	 */
	Optional<ZonedDateTime> nextFireTime() {
		return (this.fireTimes != null) ? this.fireTimes.next() : Optional.empty();
	}

	/**
	 * The lock of one call.
	 *
	 * @param lock what is the same for all calls
	 * @param name full name, without the configured prefix
	 */
	record Wanted(MethodLock lock, String name) {
	}

}
