package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

/**
 * When a method is called that is scheduled by cron expressions, which are the same for
 * all instances up to the difference of their clocks.
 */
final class FireTimes {

	/** Longest hold that follows from fire times. */
	static final Duration MAX_HOLD = Duration.ofMinutes(1);

	/** Which part of the time that a run would hold is between two looks. */
	private static final int LOOK_PART = 2;

	/**
	 * Which part of that time is before the first look: clocks of other instances may be
	 * ahead by the rest.
	 */
	private static final int FIRST_LOOK_PART = 8;

	/** Shortest time between two looks. */
	private static final Duration SHORTEST_LOOK = Duration.ofMillis(200);

	/** How early a timer may be at most, and which part of the period at most. */
	private static final Duration MAX_EARLY = Duration.ofSeconds(5);

	private static final int EARLY_PART = 10;

	/** By which part of a period a clock is corrected at most, and what a timer adds. */
	private static final int DRIFT_PART = 1_000;

	private static final Duration TIMER_STEP = Duration.ofMillis(5);

	/** Each one twice as far as the one before. */
	private static final int MAX_STEPS_BACK = 12;

	private final List<Schedule> schedules;

	private final Supplier<Clock> clock;

	private FireTimes(List<Schedule> schedules, Supplier<Clock> clock) {
		this.schedules = schedules;
		this.clock = clock;
	}

	/**
	 * Read the fire times of a method.
	 * @param resolver resolves placeholders and expressions as Spring's scheduling does
	 * @param clocks gives the clock of a scheduler by its qualifier, which may be empty
	 * @return {@code null} if it has none, or is called at other times too
	 */
	static @Nullable FireTimes of(Method method, Function<String, @Nullable String> resolver,
			Function<String, Clock> clocks) {
		Set<Scheduled> annotations = AnnotatedElementUtils.getMergedRepeatableAnnotations(method, Scheduled.class,
				Schedules.class);
		List<Schedule> schedules = new ArrayList<>();
		String scheduler = "";
		for (Scheduled annotation : annotations) {
			String cron = resolved(resolver, annotation.cron());
			if (!StringUtils.hasLength(cron)) {
				return null;
			}
			if (!cron.equals(Scheduled.CRON_DISABLED) && CronExpression.isValidExpression(cron)) {
				String zone = resolved(resolver, annotation.zone());
				schedules.add(new Schedule(CronExpression.parse(cron),
						StringUtils.hasText(zone) ? StringUtils.parseTimeZoneString(zone).toZoneId() : null));
				scheduler = resolved(resolver, annotation.scheduler());
			}
		}
		String qualifier = scheduler;
		return schedules.isEmpty() ? null : new FireTimes(schedules, () -> clocks.apply(qualifier));
	}

	private static String resolved(Function<String, @Nullable String> resolver, String text) {
		return Objects.requireNonNullElse(resolver.apply(text), "");
	}

	/**
	 * For how long the lock of a call that begins now has to be held: half of the time to
	 * the next fire time, so that neither a clock that is behind lets the job run again,
	 * nor the next fire time is missed.
	 */
	Duration holdFromNow() {
		ZonedDateTime now = now();
		return next(now).map((next) -> half(Duration.between(now, next))).orElse(MAX_HOLD);
	}

	/**
	 * For how long the lock of a call that begins now has to be held, if it is known to
	 * which fire time the call belongs. Not at all right before the next one, since a
	 * hold does not end to the millisecond and would keep that one from its run.
	 */
	Duration holdFromNow(ZonedDateTime fireTime) {
		ZonedDateTime now = now();
		ZonedDateTime next = after(later(now, fireTime));
		Duration hold = (next != null) ? half(Duration.between(now, next)) : MAX_HOLD;
		return (now.isAfter(fireTime) && hold.compareTo(SHORTEST_LOOK) < 0) ? Duration.ZERO : hold;
	}

	private static ZonedDateTime later(ZonedDateTime one, ZonedDateTime other) {
		return other.isAfter(one) ? other : one;
	}

	private static Duration half(Duration period) {
		return shorter(period.dividedBy(2), MAX_HOLD);
	}

	/**
	 * The next fire time after the one that a call now belongs to.
	 */
	Optional<ZonedDateTime> next() {
		return next(now());
	}

	/**
	 * The latest fire time: that of a call which was still due, however late it comes.
	 */
	Optional<ZonedDateTime> latest() {
		return Optional.ofNullable(last(now()));
	}

	/**
	 * By how much a call that begins now is late for its fire time, if that is so late
	 * that the lock of an instance that was on time may be free again: all that this
	 * instance can see of another run for that fire time.
	 * @param hold for how long the lock is held at least; empty for half of the period
	 */
	Optional<Duration> lateBeyond(Optional<Duration> hold) {
		ZonedDateTime now = now();
		ZonedDateTime next = next(now).orElse(null);
		ZonedDateTime last = last(now);
		if (next == null || last == null) {
			return Optional.empty();
		}
		Duration held = hold.orElseGet(() -> half(Duration.between(last, next)));
		Duration late = Duration.between(last, now);
		return (!held.isZero() && late.compareTo(held) > 0) ? Optional.of(late) : Optional.empty();
	}

	ZonedDateTime now() {
		return ZonedDateTime.now(this.clock.get());
	}

	/**
	 * The fire time that a call of the scheduler now belongs to: the next one if a timer
	 * was early, otherwise the latest one, however late the call comes. A timer may be
	 * early by much only while the call for the latest fire time is not due any more.
	 * @param due the fire time that the scheduler calls for next, {@code null} if that is
	 * not known
	 */
	Optional<ZonedDateTime> ofCall(@Nullable ZonedDateTime due) {
		ZonedDateTime now = now();
		ZonedDateTime next = after(now);
		boolean early = (due == null || now.isBefore(due)) ? isEarly(now, next) : isAlmost(now, next);
		return early ? Optional.ofNullable(next) : Optional.ofNullable(last(now));
	}

	/**
	 * The first fire time after now, and after another one.
	 * @param fireTime the other fire time, {@code null} for none
	 */
	Optional<ZonedDateTime> following(@Nullable ZonedDateTime fireTime) {
		ZonedDateTime now = now();
		return Optional.ofNullable(after((fireTime != null) ? later(now, fireTime) : now));
	}

	/**
	 * By how much a call that begins now is late for its fire time.
	 * @param fireTime the fire time, {@code null} if it is not known
	 * @return the time, zero if it is not late
	 */
	Duration late(@Nullable ZonedDateTime fireTime) {
		ZonedDateTime now = now();
		return (fireTime != null && now.isAfter(fireTime)) ? Duration.between(fireTime, now) : Duration.ZERO;
	}

	/**
	 * How long to wait before looking whether another instance has run the job: for less
	 * than the time for which a run that begins now, or at a fire time, holds its lock.
	 * @param hold for how long the lock is held at least; empty for half of the period
	 * @param fireTime a fire time to come, {@code null} to look for the present one again
	 * @return the time; empty if there are no more fire times
	 */
	Optional<Duration> untilLook(Optional<Duration> hold, @Nullable ZonedDateTime fireTime) {
		ZonedDateTime now = now();
		ZonedDateTime next = (fireTime != null) ? fireTime : after(now);
		if (next == null) {
			return Optional.empty();
		}
		Duration left = Duration.between(now, next);
		if (fireTime == null) {
			Duration look = look(hold, left, LOOK_PART);
			if (look.compareTo(left) < 0) {
				return Optional.of(look);
			}
		}
		ZonedDateTime following = after(next);
		Duration period = (following != null) ? Duration.between(next, following) : MAX_HOLD;
		return Optional.of(left.plus(look(hold, period, FIRST_LOOK_PART)));
	}

	/**
	 * Whether a look at a time has seen all runs that began since then and before now.
	 */
	boolean isWithinLooks(ZonedDateTime lookedAt, Optional<Duration> hold) {
		ZonedDateTime next = after(lookedAt);
		Duration held = hold.orElseGet(() -> (next != null) ? half(Duration.between(lookedAt, next)) : MAX_HOLD);
		return Duration.between(lookedAt, now()).compareTo(held) < 0;
	}

	private static Duration look(Optional<Duration> hold, Duration left, int part) {
		Duration look = hold.orElseGet(() -> half(left)).dividedBy(part);
		return (look.compareTo(SHORTEST_LOOK) > 0) ? look : SHORTEST_LOOK;
	}

	/**
	 * The last fire time that is not after a time.
	 */
	private @Nullable ZonedDateTime last(ZonedDateTime now) {
		ZonedDateTime first = after(now);
		ZonedDateTime second = (first != null) ? after(first) : null;
		Duration back = (first != null && second != null) ? Duration.between(first, second) : Duration.ofDays(1);
		for (int step = 0; step < MAX_STEPS_BACK; step++) {
			ZonedDateTime found = after(now.minus(back));
			if (found != null && !found.isAfter(now)) {
				for (ZonedDateTime later = after(found); later != null && !later.isAfter(now); later = after(later)) {
					found = later;
				}
				return found;
			}
			back = back.multipliedBy(2);
		}
		return null;
	}

	private Optional<ZonedDateTime> next(ZonedDateTime now) {
		ZonedDateTime first = after(now);
		return (first != null && isEarly(now, first)) ? Optional.ofNullable(after(first)) : Optional.ofNullable(first);
	}

	/**
	 * Whether a call at a time belongs to the fire time that follows. A timer counts
	 * other time than the clock, and may be early.
	 */
	private boolean isEarly(ZonedDateTime time, @Nullable ZonedDateTime first) {
		return isShortlyBefore(time, first, FireTimes::tolerance);
	}

	/**
	 * Whether a time is so shortly before the fire time that follows that no clock could
	 * tell: as a call for that one, it does no harm even if it is a late one.
	 */
	private boolean isAlmost(ZonedDateTime time, @Nullable ZonedDateTime first) {
		return isShortlyBefore(time, first,
				(period) -> shorter(period.dividedBy(DRIFT_PART).plus(TIMER_STEP), MAX_EARLY));
	}

	private boolean isShortlyBefore(ZonedDateTime time, @Nullable ZonedDateTime first,
			UnaryOperator<Duration> tolerance) {
		ZonedDateTime second = (first != null) ? after(first) : null;
		return first != null && second != null
				&& Duration.between(time, first).compareTo(tolerance.apply(Duration.between(first, second))) < 0;
	}

	private static Duration tolerance(Duration period) {
		return shorter(period.dividedBy(EARLY_PART), MAX_EARLY);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private @Nullable ZonedDateTime after(ZonedDateTime time) {
		return this.schedules.stream()
			.flatMap((schedule) -> Stream.ofNullable(schedule.after(time)))
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * One cron expression.
	 *
	 * @param expression the expression
	 * @param zone its time zone, {@code null} for that of the clock
	 */
	private record Schedule(CronExpression expression, @Nullable ZoneId zone) {

		@Nullable ZonedDateTime after(ZonedDateTime time) {
			return this.expression.next((this.zone != null) ? time.withZoneSameInstant(this.zone) : time);
		}

	}

}
